package dev.odeon.chain;

import org.jspecify.annotations.Nullable;

/**
 * What the chain must look like before a block is appended, beyond what the block says itself: its
 * parent and height must follow the head in any case.
 */
public sealed interface Expected {
  /** Nothing more. */
  Expected ANY = new Any();

  /** The chain has no block. */
  Expected EMPTY = new Empty();

  /** Nothing more than what the block says. */
  record Any() implements Expected {}

  /** The chain has no block. */
  record Empty() implements Expected {}

  /**
   * The chain ends exactly here.
   *
   * @param head where
   */
  record Exactly(Head head) implements Expected {}

  /** The chain ends at {@code head}; null if it has no block. */
  static Expected exactly(@Nullable Head head) {
    return head == null ? EMPTY : new Exactly(head);
  }

  /** Whether a chain that ends at {@code actual}, null if it has no block, is as expected. */
  default boolean holds(@Nullable Head actual) {
    return switch (this) {
      case Any _ -> true;
      case Empty _ -> actual == null;
      case Exactly(Head head) -> head.equals(actual);
    };
  }
}
