package dev.odeon.execution;

import org.jspecify.annotations.Nullable;

/** A call has no result. The message says why and what to do, on one line. */
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
    CANCELLED,
    /** The plug-in ran and failed: it returned another number than 0, or did not return. */
    PLUGIN_FAILED
  }

  private final Kind kind;
  private final transient @Nullable RunReport report;

  /** Creates an exception with a one-line message. */
  public ExecutionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.report = null;
  }

  /** Creates an exception with its cause. */
  public ExecutionException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.report = null;
  }

  /** Creates the exception for a run that failed. */
  ExecutionException(RunReport report, String message) {
    super(message);
    this.kind = Kind.PLUGIN_FAILED;
    this.report = report;
  }

  /** The reason. */
  public Kind kind() {
    return kind;
  }

  /**
   * What is known of a run that failed: its output, log and standard error so far, and where it
   * was. Null if the kind is not {@link Kind#PLUGIN_FAILED}.
   */
  public @Nullable RunReport report() {
    return report;
  }
}
