package dev.odeon.store;

import dev.odeon.base.DiskException;
import dev.odeon.base.ErrorText;
import java.io.IOException;

/** What the store could not do, in one line for people. */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  private StoreException(String message) {
    super(message);
  }

  /** There is no such content, or the label has none. */
  public static final class Missing extends StoreException {
    private static final long serialVersionUID = 1;

    Missing(ContentRef ref) {
      super("content " + ref.hex() + " is not in the store");
    }

    Missing(Label label) {
      super("no label '" + label.name() + "' is in the store");
    }
  }

  /** What is on the disk is not what was written there. */
  public static final class Damaged extends StoreException {
    private static final long serialVersionUID = 1;

    private final String what;

    Damaged(String what, String how) {
      super(what + " is damaged: " + how);
      this.what = what;
    }

    Damaged(String what, String how, Throwable cause) {
      super(what + " is damaged: " + how, cause);
      this.what = what;
    }

    static Damaged content(ContentRef ref, ContentRef found) {
      return new Damaged(
          "content " + ref.hex(),
          "its bytes have the hash " + found.hex() + "; remove it and put it again");
    }

    /** Which content, pack, recipe or label. */
    public String what() {
      return what;
    }
  }

  /** Content does not fit into an array: read it as a stream or in ranges. */
  public static final class TooLarge extends StoreException {
    private static final long serialVersionUID = 1;

    TooLarge(ContentRef ref, long size) {
      super("content " + ref.hex() + " has " + size + " bytes, too many to be read at once");
    }
  }

  /** The disk would not; nothing was changed. */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1;

    private final DiskException.Reason reason;

    Unavailable(DiskException cause) {
      super("the store cannot use its disk: " + cause.getMessage() + remedy(cause.reason()), cause);
      this.reason = cause.reason();
    }

    private static String remedy(DiskException.Reason reason) {
      return switch (reason) {
        case FULL -> "; the disk is full: make room, nothing was lost";
        case READ_ONLY -> "; mount it for writing, nothing was lost";
        case DENIED,
            MISSING,
            EXISTS,
            LOCKED,
            FOLDER,
            NOT_A_FOLDER,
            NOT_EMPTY,
            LINK,
            TOO_MANY_OPEN,
            SYNC,
            IO ->
            "";
      };
    }

    /** Whether it is full, read-only, or something else. */
    public DiskException.Reason reason() {
      return reason;
    }
  }

  /** What was to be put could not be read. */
  public static final class SourceFailed extends StoreException {
    private static final long serialVersionUID = 1;

    SourceFailed(IOException cause) {
      super("the content to put cannot be read: " + ErrorText.of(cause), cause);
    }

    SourceFailed(String how) {
      super("the content to put cannot be read: " + how);
    }
  }

  /**
   * A sync of names failed, so nobody knows what is durable: it takes no changes until reopened.
   */
  public static final class Broken extends StoreException {
    private static final long serialVersionUID = 1;

    Broken(DiskException cause) {
      super("a sync of the store failed, open it again: " + cause.getMessage(), cause);
    }
  }

  /** Somebody asked for what cannot be, such as a change to the label of a chain's head. */
  public static final class Refused extends StoreException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** It was closed. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    Closed() {
      super("the store is closed");
    }
  }
}
