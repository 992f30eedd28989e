package dev.odeon.store;

/**
 * Where in the log a guest asked for a change: the sequence of its block in the log tree, and the
 * index of the entry in the block.
 */
public record GuestPosition(long sequence, int index) implements Comparable<GuestPosition> {
  /** Before the first. */
  public static final GuestPosition START = new GuestPosition(-1, 0);

  @Override
  public int compareTo(GuestPosition other) {
    int order = Long.compare(sequence, other.sequence);
    return order != 0 ? order : Integer.compare(index, other.index);
  }
}
