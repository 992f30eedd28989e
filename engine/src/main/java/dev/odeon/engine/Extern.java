package dev.odeon.engine;

import java.util.OptionalLong;

/** What a module imports or exports, without its name. */
public sealed interface Extern {
  /** A function. */
  record Function(FunctionType type) implements Extern {}

  /**
   * A memory.
   *
   * @param pagesMin its first size, in pages of 64 KiB
   * @param pagesMax the size it may grow to; empty if the module sets none
   */
  record Memory(long pagesMin, OptionalLong pagesMax) implements Extern {}

  /**
   * A table.
   *
   * @param elementsMin its first size
   * @param elementsMax the size it may grow to; empty if the module sets none
   */
  record Table(long elementsMin, OptionalLong elementsMax) implements Extern {}

  /** A global variable. */
  record Global(ValueType type, boolean mutable) implements Extern {}

  /** An exception's tag. */
  record Tag(FunctionType type) implements Extern {}

  /** The kind's name in one word. */
  default String kind() {
    return switch (this) {
      case Function _ -> "function";
      case Memory _ -> "memory";
      case Table _ -> "table";
      case Global _ -> "global";
      case Tag _ -> "tag";
    };
  }
}
