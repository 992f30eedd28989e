package dev.odeon.chain;

/** Where in the log a reader of blocks begins. */
public sealed interface StartPoint {
  /** With the first block that is kept. */
  StartPoint START = new Beginning();

  /** With the first block to come. */
  StartPoint END = new End();

  /** With the first block that is kept. */
  record Beginning() implements StartPoint {}

  /** With the first block to come. */
  record End() implements StartPoint {}

  /**
   * With the block of a sequence.
   *
   * @param sequence of a block that is there, or of the first one to come
   */
  record At(long sequence) implements StartPoint {}

  /**
   * With the event after one that was seen before: to go on where another reader ended.
   *
   * @param position of an event that is there
   */
  record After(EventPosition position) implements StartPoint {}

  /**
   * With the first block of a time or later; blocks before that time are left out.
   *
   * @param millis the time, in milliseconds since 1970
   */
  record Since(long millis) implements StartPoint {}
}
