package dev.odeon.host.capability;

/**
 * How far the capability {@code store} reaches for one actor.
 *
 * @param labels what every label it reads or changes begins with; empty for all labels
 * @param bytesMax how many bytes it may put in one turn
 */
record StoreGrant(String labels, long bytesMax) {
  /** Not narrowed. */
  public static final StoreGrant ALL = new StoreGrant("", Long.MAX_VALUE);

  /** Refuses a negative size. */
  public StoreGrant {
    if (bytesMax < 0) {
      throw new IllegalArgumentException("bytes of a grant are not negative: " + bytesMax);
    }
  }

  /** Whether only some labels are granted. */
  boolean isNarrowed() {
    return !labels.isEmpty();
  }
}
