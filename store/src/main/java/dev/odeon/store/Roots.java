package dev.odeon.store;

import java.util.function.Supplier;

/**
 * The port to what must live: a collection asks it for every content that chains, snapshots and
 * modules name. Labels are asked by the collection itself.
 */
@FunctionalInterface
public interface Roots {
  /** Names nothing. */
  Roots NONE = _ -> {};

  /** Marks all content that must live; the same content may be marked again. */
  void visit(Marker marker);

  /** Receives what must live. */
  @FunctionalInterface
  interface Marker {
    /**
     * {@code ref} must live, if it is there; {@code why} is one of a few words, such as {@code
     * chain}.
     */
    void mark(ContentRef ref, String why);

    /**
     * {@code ref} must live, and exist: it did when it was named. {@code by} says what names it,
     * such as {@code block 7 of counter}.
     */
    default void require(ContentRef ref, String why, Supplier<String> by) {
      mark(ref, why);
    }
  }
}
