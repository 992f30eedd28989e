package dev.odeon.runtime.actor;

/**
 * The moments between the durable steps of a message, a request and a timer. Whatever ends the
 * process at one of them, each takes effect once: tests kill a process at each.
 */
enum CrashPoint {
  /** A turn ran; its block was not handed to the disk. */
  TURN_RAN,
  /** A turn's block is durable; nobody was answered. */
  BLOCK_DURABLE,

  /** The block that sends messages is durable; none of them was handed to its receiver. */
  MESSAGE_SENT,
  /** A message is in the mailbox of its receiver. */
  MESSAGE_HANDED_IN,
  /** The block of an attempt that failed is durable; the outbox does not know. */
  MESSAGE_FAILED,
  /** The receiver's block that closes a message is durable; the outbox has the message still. */
  MESSAGE_CLOSED,
  /** The receiver gives a message up; no block says so. */
  MESSAGE_DEAD,
  /** Nobody gets a message; no block says so. */
  MESSAGE_LOST,
  /** The sender's block that says so is durable; the outbox has the message still. */
  MESSAGE_SETTLED,
  /** The home closes; where its outbox begins is not written. */
  OUTBOX_MARK_DUE,
  /** It is written. */
  OUTBOX_MARK_WRITTEN,

  /** The intent of a request is durable; nobody was asked. */
  REQUEST_INTENDED,
  /** The request is in the mailbox of its receiver. */
  REQUEST_ASKED,
  /** The answer is durable in the receiver's chain; the asker's guest has not seen it. */
  REQUEST_ANSWERED,

  /** A timer is due; its actor does not know. */
  TIMER_DUE,
  /** A timer is given up after too many turns failed; no block says so. */
  TIMER_GIVEN_UP,
  /** The block of a timer's turn is durable; the thread of the timers does not know. */
  TIMER_DONE
}
