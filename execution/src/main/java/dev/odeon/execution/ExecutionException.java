package dev.odeon.execution;

/** A call did not run, or changed nothing. The message says why and what to do, on one line. */
public final class ExecutionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The reason. */
  public enum Kind {
    /** The tenant has no plug-in with this id. */
    BINARY_NOT_FOUND,
    /** The file to load does not exist or cannot be read. */
    FILE_NOT_FOUND,
    /** The content to load is not a module, or not a plug-in. */
    INVALID_WASM,
    /** The module cannot be compiled, or does not fit within the limits. */
    COMPILATION,
    /** The request contradicts itself or is out of range. */
    INVALID_INPUT,
    /** A module or an input exceeds the size limit. */
    TOO_LARGE,
    /** A quota or the machine's capacity is exhausted; the caller may try again later. */
    OVERLOADED,
    /** The module was not compiled in time. */
    TIME,
    /** The caller cancelled before anything ran or changed. */
    CANCELLED
  }

  private final Kind kind;

  /** Creates an exception with a one-line message. */
  public ExecutionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates an exception with its cause. */
  public ExecutionException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The reason. */
  public Kind kind() {
    return kind;
  }
}
