package dev.odeon.protocol;

/** The client's id for one of its requests, echoed in the response. */
public sealed interface RequestId {
  /** The most characters of a text id. */
  int TEXT_SIZE_MAX = 256;

  /** An integer id. */
  record Number(long value) implements RequestId {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A text id of 0 to {@value #TEXT_SIZE_MAX} characters. */
  record Text(String value) implements RequestId {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if the text is too long
     */
    public Text {
      if (value.length() > TEXT_SIZE_MAX) {
        throw new IllegalArgumentException(
            "an id has at most %d characters, this one has %d"
                .formatted(TEXT_SIZE_MAX, value.length()));
      }
    }

    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }
}
