package dev.odeon.log;

/**
 * How a log is opened.
 *
 * @param mode what is done where it is damaged
 * @param least where it is known to have ended before, or later: {@link LogPosition#START} if
 *     nobody knows. What is not whole before that is damage, not a torn tail
 * @param check sees what was found before anything on the disk is changed
 */
public record Opening(Mode mode, LogPosition least, RecoveryCheck check) {
  /** What is done where a log is damaged. */
  public enum Mode {
    /** It is not opened. Sealed segments with whole index files are not read for that. */
    STRICT,
    /** All of it is read, and what is whole can be read; nothing on the disk is changed. */
    READ_ONLY,
    /**
     * All of it is read, what is whole can be read, and appends go on in a new segment, so that
     * nothing is written over what is damaged.
     */
    DEGRADED
  }

  /** An undamaged log of which nothing is known. */
  public static final Opening STRICT = new Opening(Mode.STRICT, LogPosition.START, _ -> {});
}
