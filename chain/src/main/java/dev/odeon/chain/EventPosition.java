package dev.odeon.chain;

import dev.odeon.base.VisibleText;

/**
 * The place of an event among all of a home: the sequence of its block, and its index in there. Its
 * text is {@code <sequence>.<index>}.
 *
 * @param sequence of the block, 0-based
 * @param index of the event in its block, 0-based
 */
public record EventPosition(long sequence, int index) implements Comparable<EventPosition> {
  /** Checks the numbers. */
  public EventPosition {
    Numbers.from(0, "sequence", sequence);
    Numbers.from(0, "index", index);
  }

  /**
   * Reads the text of a position.
   *
   * @throws IllegalArgumentException if it is none; the message says how one looks
   */
  public static EventPosition parse(String text) {
    if (!text.matches("[0-9]{1,18}\\.[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "'%s' is not a position: it is the number of a block, a dot and the index of an event, such as 41.0"
              .formatted(VisibleText.line(text)));
    }
    int dot = text.indexOf('.');
    return new EventPosition(
        Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }

  @Override
  public int compareTo(EventPosition other) {
    int order = Long.compare(sequence, other.sequence);
    return order != 0 ? order : Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return sequence + "." + index;
  }
}
