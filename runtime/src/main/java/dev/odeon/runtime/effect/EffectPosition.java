package dev.odeon.runtime.effect;

/**
 * Where an effect stands in the history of a home.
 *
 * @param sequence its block's place among all blocks, -1 for before the first
 * @param index its event's index in the block, 0-based
 */
public record EffectPosition(long sequence, int index) implements Comparable<EffectPosition> {
  /** Before all effects. */
  public static final EffectPosition START = new EffectPosition(-1, 0);

  /** After all effects. */
  public static final EffectPosition END = new EffectPosition(Long.MAX_VALUE, 0);

  @Override
  public int compareTo(EffectPosition other) {
    int order = Long.compare(sequence, other.sequence);
    return order != 0 ? order : Integer.compare(index, other.index);
  }
}
