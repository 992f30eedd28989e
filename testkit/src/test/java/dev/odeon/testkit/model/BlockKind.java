package dev.odeon.testkit.model;

/** What a block of the model records. */
enum BlockKind {
  /** The sender took a message from outside; its turn sent one to the receiver. */
  TOOK,
  /** The sender's timer fired. */
  FIRED,
  /** The receiver's turn returned: the message is closed. */
  RETURNED,
  /** The receiver's turn trapped: a failed attempt. */
  TRAPPED,
  /** The receiver gave up: the message is closed, as a dead letter. */
  DEAD;

  boolean closes() {
    return this == RETURNED || this == DEAD;
  }
}
