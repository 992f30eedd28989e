package dev.odeon.host;

import dev.odeon.base.Key;
import dev.odeon.component.FunctionType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that a guest may import, by when it takes effect ({@link CallKind}); none is immediate
 * yet. Values are those of {@link dev.odeon.component.Type}.
 */
public sealed interface HostFunction {
  /** Its name, {@code <package>/<interface>#<function>}. */
  String name();

  /** What it takes and gives. */
  FunctionType type();

  /** Its kind, as recorded. */
  CallKind kind();

  /** Answers during the turn and changes nothing. */
  record Read(String name, FunctionType type, Body body) implements HostFunction {
    /** What it does. */
    @FunctionalInterface
    public interface Body {
      /** Answers; {@link Found#stored()} says that the answer follows from stored bytes. */
      Found read(TurnContext turn, List<Object> args);
    }

    @Override
    public CallKind kind() {
      return CallKind.READ;
    }
  }

  /**
   * What a read found.
   *
   * @param value the answer, or null where the function gives none
   * @param stored whether it follows from stored bytes, and is recorded by its hash
   * @param source the chain it follows from, or null if there is none
   * @param height the durable height it was read at, with a source
   */
  record Found(
      @Nullable Object value, boolean stored, @Nullable Key source, @Nullable Long height) {
    /** An answer that is recorded by value. */
    public static Found value(Object value) {
      return new Found(value, false, null, null);
    }

    /** An answer that follows from the chain of {@code source} up to {@code height}. */
    public static Found stored(Object value, Key source, long height) {
      return new Found(value, true, source, height);
    }

    /** An answer that follows from the content that the arguments name. */
    public static Found content(Object value) {
      return new Found(value, true, null, null);
    }
  }

  /** Takes effect after the turn's block is durable; whether it will is answered at once. */
  record Deferred(String name, FunctionType type, Body body) implements HostFunction {
    /** What it does. */
    @FunctionalInterface
    public interface Body {
      /** Accepts or refuses; accepting has no effect yet. */
      Decision decide(TurnContext turn, List<Object> args);
    }

    @Override
    public CallKind kind() {
      return CallKind.DEFERRED;
    }
  }

  /**
   * Whether a deferred call will take effect.
   *
   * @param accepted whether it will
   * @param reply what the guest is told, or null where the function gives none
   */
  record Decision(boolean accepted, @Nullable Object reply) {}

  /** Takes a line for the log and answers nothing. */
  record Note(String name, FunctionType type) implements HostFunction {
    @Override
    public CallKind kind() {
      return CallKind.READ;
    }
  }
}
