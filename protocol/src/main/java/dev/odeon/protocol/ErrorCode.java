package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** The reason why a request failed, for programs. */
public enum ErrorCode {
  /** The tenant has no plug-in with that id. */
  BINARY_NOT_FOUND("BinaryNotFound"),
  /** The file does not exist, or the server may not read it. */
  FILE_NOT_FOUND("FileNotFound"),
  /** The module is not valid WebAssembly, or uses features that this engine does not support. */
  INVALID_WASM("InvalidWasm"),
  /** The module is valid but could not be compiled. */
  COMPILATION_ERROR("CompilationError"),
  /** The run exceeded its time limit. */
  EXECUTION_TIMEOUT("ExecutionTimeout"),
  /** The run exceeded its fuel limit. */
  FUEL_EXHAUSTED("FuelExhausted"),
  /** The run exceeded its memory limit. */
  OUT_OF_MEMORY("OutOfMemory"),
  /** The run exceeded its stack limit. */
  STACK_OVERFLOW("StackOverflow"),
  /** The run broke a rule of WebAssembly or of its contract. */
  RUNTIME_ERROR("RuntimeError"),
  /** The request is malformed or contradicts itself. */
  INVALID_INPUT("InvalidInput"),
  /** The line, the module, the output or a count exceeds its limit. */
  TOO_LARGE("TooLarge"),
  /** The server is at capacity. The request was not started; the client may send it again later. */
  OVERLOADED("Overloaded"),
  /** The tenant keeps as many bytes as it may. */
  QUOTA_EXCEEDED("QuotaExceeded"),
  /** The request was cancelled by a {@code Cancel}, a disconnect or a server shutdown. */
  CANCELLED("Cancelled"),
  /** The actor, block, label or content does not exist. */
  NOT_FOUND("NotFound"),
  /**
   * The present state does not allow it: the actor is stopped or runs already, or the id was used
   * before.
   */
  REFUSED("Refused"),

  /** What the request needs is damaged, or lacks something that it names. */
  DAMAGED("Damaged"),
  /** The wait ended before the actor answered the request. The request stays open. */
  UNANSWERED("Unanswered"),
  /** Nothing answered the request until its deadline. The request is closed. */
  EXPIRED("Expired"),
  /** The actor cancelled the request. The request is closed. */
  WITHDRAWN("Withdrawn"),
  /** The request has an answer already. */
  ALREADY_ANSWERED("AlreadyAnswered"),
  /** The actor, or the home, is paused. The client may send it again once it is resumed. */
  PAUSED("Paused"),
  /**
   * The server is stopping. The client may send the request again, under the same id, once a server
   * runs.
   */
  STOPPING("Stopping"),
  /** The server failed; its log has the reason. */
  INTERNAL("Internal");

  private final String text;

  ErrorCode(String text) {
    this.text = text;
  }

  /** The code's name on the wire. */
  public String text() {
    return text;
  }

  /** Returns the code of that name on the wire; null if there is none. */
  public static @Nullable ErrorCode of(String text) {
    for (ErrorCode code : values()) {
      if (code.text.equals(text)) {
        return code;
      }
    }
    return null;
  }
}
