package dev.odeon.protocol;

/** What a client calls one of its requests, echoed in the answer. */
public sealed interface RequestId {
  /** The most characters of an id that is text. */
  int TEXT_SIZE_MAX = 256;

  /** A whole number. */
  record Number(long value) implements RequestId {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A text of 0 to {@value #TEXT_SIZE_MAX} characters. */
  record Text(String value) implements RequestId {
    /** Checks the size. */
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
