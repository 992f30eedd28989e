package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log cannot do what was asked: one case each, with what there is to know, and one line for
 * people.
 */
public abstract sealed class LogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private LogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** No space left. Nothing was appended, the log lives, and the same may succeed later. */
  public static final class Full extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path folder;

    Full(Path folder, @Nullable Throwable cause) {
      super(folder + ": the disk is full; free some space and try again", cause);
      this.folder = folder;
    }

    /** The folder of the log. */
    public Path folder() {
      return folder;
    }
  }

  /**
   * A write or a sync failed, so that nothing is known of what followed the last acknowledged
   * batch. Every later submission fails with this, until the log is recovered: {@link Log#reopen}.
   */
  public static final class Poisoned extends LogException {
    private static final long serialVersionUID = 1;
    private final transient LogPosition end;

    Poisoned(Path folder, LogPosition end, Throwable cause) {
      super(
          "%s: failed after position %s (%s); everything acknowledged is before it; open the home again"
              .formatted(folder, end, cause.getMessage()),
          cause);
      this.end = end;
    }

    /** The first position that was not acknowledged. */
    public LogPosition end() {
      return end;
    }
  }

  /** Bytes that were durable are not what was written. */
  public static final class Damaged extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path segment;
    private final long offset;
    private final String what;
    private final String expected;
    private final String actual;

    Damaged(Path segment, long offset, String what, String expected, String actual) {
      super(
          "%s is damaged at byte %d: %s is %s, expected %s; restore the file from a copy"
              .formatted(segment, offset, what, actual, expected),
          null);
      this.segment = segment;
      this.offset = offset;
      this.what = what;
      this.expected = expected;
      this.actual = actual;
    }

    Damaged(Path segment, long offset, BatchFormat.Flaw flaw) {
      this(segment, offset, flaw.what(), flaw.expected(), flaw.actual());
    }

    /** The file. */
    public Path segment() {
      return segment;
    }

    /** Where the header or batch that is wrong begins, in bytes from the start of the file. */
    public long offset() {
      return offset;
    }

    /** Which part of it is wrong. */
    public String what() {
      return what;
    }

    /** Where and what, in words: the name of the file, the byte, expected and actual. */
    public String place() {
      return "%s, byte %d: %s is %s, expected %s"
          .formatted(segment.getFileName(), offset, what, actual, expected);
    }

    /** What should be there. */
    public String expected() {
      return expected;
    }

    /** What is there. */
    public String actual() {
      return actual;
    }
  }

  /** The log ends before something that was acknowledged. */
  public static final class Shortened extends LogException {
    private static final long serialVersionUID = 1;
    private final transient LogPosition expected;
    private final transient LogPosition actual;

    Shortened(String witness, LogPosition expected, LogPosition actual) {
      super(
          "the log ends at position %s, but %s names %s: acknowledged data is gone; restore the home from a copy"
              .formatted(actual, witness, expected),
          null);
      this.expected = expected;
      this.actual = actual;
    }

    /** The least end there should be. */
    public LogPosition expected() {
      return expected;
    }

    /** The end there is. */
    public LogPosition actual() {
      return actual;
    }
  }

  /** A group is larger than any segment. */
  public static final class TooLarge extends LogException {
    private static final long serialVersionUID = 1;
    private final long bytes;
    private final long bytesMax;

    TooLarge(long bytes, long bytesMax) {
      super(
          "%d bytes to be appended at once are over the limit of %d; append less at a time"
              .formatted(bytes, bytesMax),
          null);
      this.bytes = bytes;
      this.bytesMax = bytesMax;
    }

    /** The size of the group in bytes. */
    public long bytes() {
      return bytes;
    }

    /** The limit in bytes. */
    public long bytesMax() {
      return bytesMax;
    }
  }

  /** A newer program wrote this log. */
  public static final class NewerFormat extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path segment;

    NewerFormat(Path segment, long offset, String what) {
      super(
          "%s has a newer format: %s at byte %d; use a newer odeon"
              .formatted(segment, what, offset),
          null);
      this.segment = segment;
    }

    /** The file. */
    public Path segment() {
      return segment;
    }
  }

  /** A file does not belong where it is: it is another home's, another segment, or of a copy. */
  public static final class Foreign extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path segment;

    private Foreign(Path segment, String line) {
      super(segment + " " + line, null);
      this.segment = segment;
    }

    /** One segment among others is of home {@code actual}. */
    static Foreign ofHome(Path segment, Bytes expected, Bytes actual) {
      return new Foreign(
          segment,
          "belongs to home %s, not to this one, %s; put it back there, and here the segment whose place it took"
              .formatted(actual.hex(), expected.hex()));
    }

    /** No segment of the folder is of the home that was named. */
    static Foreign logOf(Path folder, Bytes expected, Bytes actual) {
      return new Foreign(
          folder,
          "belongs to home %s, but the file format names home %s; put back the one of the two that is another home's"
              .formatted(actual.hex(), expected.hex()));
    }

    /** A segment under the name of another one. */
    static Foreign named(Path segment, long id) {
      return new Foreign(
          segment,
          "is %s under another name; move it away, and put back the segment whose place it took"
              .formatted(SegmentHeader.fileName(id)));
    }

    /** A segment that begins where the one before does not end. */
    static Foreign ofCopy(Path segment, SegmentHeader header, LogPosition end, long endOffset) {
      return new Foreign(
          segment,
          "%s; one of them is of another copy of this home, or cut off: restore both from one copy"
              .formatted(mismatch(header, end, endOffset)));
    }

    /** What the header says of the segment before, which ends elsewhere. */
    static String mismatch(SegmentHeader header, LogPosition end, long endOffset) {
      return "says that %s ends at byte %d with position %s, and it ends at byte %d with position %s"
          .formatted(
              SegmentHeader.fileName(header.previousId()),
              header.previousEnd(),
              header.first(),
              endOffset,
              end);
    }

    /** The file, or the folder if no segment fits. */
    public Path segment() {
      return segment;
    }
  }

  /** The log was opened for reading alone, as it is damaged: {@link Opening.Mode#READ_ONLY}. */
  public static final class OpenedReadOnly extends LogException {
    private static final long serialVersionUID = 1;

    OpenedReadOnly(Path folder) {
      super(
          "%s is damaged and open for reading only; nothing can be appended: restore the home from a copy, or salvage what is whole into a new home"
              .formatted(folder),
          null);
    }
  }

  /** The folder or a file in it cannot be written. */
  public static final class ReadOnly extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path folder;

    ReadOnly(Path folder, Throwable cause) {
      super(
          "%s cannot be written (%s); make it writable for this user"
              .formatted(folder, cause.getMessage()),
          cause);
      this.folder = folder;
    }

    /** The folder of the log. */
    public Path folder() {
      return folder;
    }
  }

  /** The disk failed in another way, before anything was written to the log. */
  public static final class Unavailable extends LogException {
    private static final long serialVersionUID = 1;
    private final transient Path folder;

    Unavailable(Path folder, Throwable cause) {
      super(cause.getMessage() + remedy(cause), cause);
      this.folder = folder;
    }

    private static String remedy(Throwable cause) {
      return cause instanceof DiskException disk
              && disk.reason() == DiskException.Reason.TOO_MANY_OPEN
          ? ""
          : "; check the disk";
    }

    /** The folder of the log. */
    public Path folder() {
      return folder;
    }
  }

  /** The log was closed. */
  public static final class Closed extends LogException {
    private static final long serialVersionUID = 1;

    Closed(Path folder) {
      super(folder + " is closed", null);
    }
  }

  /** The words of the log for what the disk said while nothing of the log was in doubt. */
  static LogException of(Path folder, DiskException cause) {
    return switch (cause.reason()) {
      case FULL -> new Full(folder, cause);
      case READ_ONLY, DENIED -> new ReadOnly(folder, cause);
      case MISSING,
          EXISTS,
          LOCKED,
          FOLDER,
          NOT_A_FOLDER,
          NOT_EMPTY,
          LINK,
          TOO_MANY_OPEN,
          SYNC,
          IO ->
          new Unavailable(folder, cause);
    };
  }
}
