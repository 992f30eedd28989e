package dev.odeon.runtime;

import dev.odeon.base.Pending;
import java.time.Duration;

/** What became of handing a message in. Handing in never blocks. */
public sealed interface Delivery {
  /**
   * It has a place in the mailbox.
   *
   * @param answer what will come of it
   */
  record Accepted(Pending<Answer> answer) implements Delivery {}

  /**
   * The mailbox is full: nothing was taken; try again later.
   *
   * @param capacity how many messages it holds
   */
  record Full(int capacity) implements Delivery {}

  /**
   * The tenant gets no more messages now: nothing was taken.
   *
   * @param reason what it may get, for people
   * @param retryAfter when to send it again at the earliest
   */
  record Overloaded(String reason, Duration retryAfter) implements Delivery {}

  /**
   * The tenant keeps as many bytes as it may: nothing was taken.
   *
   * @param reason what it keeps and may keep, for people
   */
  record QuotaExceeded(String reason) implements Delivery {}

  /**
   * The message is larger than allowed.
   *
   * @param size its body in bytes
   * @param sizeMax the most bytes a body may have
   */
  record TooLarge(long size, long sizeMax) implements Delivery {}

  /** There is no actor of that key. */
  record NoSuchActor() implements Delivery {}

  /** The actors are closing: send it again once they are open. */
  record Stopping() implements Delivery {}

  /**
   * The actor takes no messages.
   *
   * @param reason why, for people
   */
  record Stopped(String reason) implements Delivery {}

  /**
   * The actor, or the home, is paused: send it again once it is resumed.
   *
   * @param reason which of them, and why, for people
   */
  record Paused(String reason) implements Delivery {}

  /**
   * The actor was removed, or it is a stream of events: it takes no messages ever again.
   *
   * @param reason why, for people
   */
  record Removed(String reason) implements Delivery {}

  /**
   * The actor takes no messages: the log of the home is damaged, and it lacks a block, or nobody
   * knows who does.
   *
   * @param reason what is damaged, for people
   */
  record Damaged(String reason) implements Delivery {}
}
