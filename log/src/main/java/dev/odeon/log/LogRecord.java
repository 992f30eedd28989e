package dev.odeon.log;

import dev.odeon.base.Bytes;

/**
 * One entry of the log.
 *
 * @param kind what the body is
 * @param body the bytes; the log does not look into them
 */
public record LogRecord(Kind kind, Bytes body) {
  /** What a body holds. A code that is not here was written by a newer program. */
  public enum Kind {
    /** Blocks that are durable together. */
    COMMIT(1),
    /** Content by its hash. */
    CONTENT(2),
    /** A host call that is about to be made. */
    INTENT(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number on disk. */
    public int code() {
      return code;
    }

    /** Whether there is a kind of that number. */
    static boolean exists(int code) {
      return code >= 1 && code <= 3;
    }

    /** The kind of the number {@code code}, which exists. */
    static Kind of(int code) {
      return switch (code) {
        case 1 -> COMMIT;
        case 2 -> CONTENT;
        case 3 -> INTENT;
        default -> throw new IllegalArgumentException(code + " is the code of no record kind");
      };
    }
  }

  /** What it takes in a batch, in bytes: the body and its frame. */
  public long sizeBytes() {
    return (long) BatchFormat.FRAME_SIZE + body.size();
  }
}
