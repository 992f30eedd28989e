package dev.odeon.execution;

/** Nothing was run, or nothing was changed: the message says why and what to do, in one line. */
public final class ExecutionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Kind {
    /** No plug-in of the tenant has this id. */
    BINARY_NOT_FOUND,
    /** The file to load is not there or cannot be read. */
    FILE_NOT_FOUND,
    /** What should be loaded is no module, or no plug-in. */
    INVALID_WASM,
    /** The module cannot be compiled, or does not fit within the limits. */
    COMPILATION,
    /** What was asked for makes no sense. */
    INVALID_INPUT,
    /** A module or an input is larger than the limit. */
    TOO_LARGE,
    /** There is no room for it now, by a quota or in the machine; later there may be. */
    OVERLOADED,
    /** The module was not compiled in time. */
    TIME,
    /** The caller cancelled before anything was run or changed. */
    CANCELLED
  }

  private final Kind kind;

  /** Why nothing happened, in one line. */
  public ExecutionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The same with what led to it. */
  public ExecutionException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
