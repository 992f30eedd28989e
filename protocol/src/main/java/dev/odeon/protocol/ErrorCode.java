package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Why a request failed, for programs. */
public enum ErrorCode {
  /** No binary of the tenant has that id. */
  BINARY_NOT_FOUND("BinaryNotFound"),
  /** There is no such file, or the server does not read files there. */
  FILE_NOT_FOUND("FileNotFound"),
  /** The module is none, or not one that can be run here. */
  INVALID_WASM("InvalidWasm"),
  /** The module is valid and could not be compiled. */
  COMPILATION_ERROR("CompilationError"),
  /** The run was over its time. */
  EXECUTION_TIMEOUT("ExecutionTimeout"),
  /** The run was over its fuel. */
  FUEL_EXHAUSTED("FuelExhausted"),
  /** The run was over its memory. */
  OUT_OF_MEMORY("OutOfMemory"),
  /** The run was over its stack. */
  STACK_OVERFLOW("StackOverflow"),
  /** The run broke a rule of WebAssembly or of its contract. */
  RUNTIME_ERROR("RuntimeError"),
  /** The request is not one, or what it asks for makes no sense. */
  INVALID_INPUT("InvalidInput"),
  /** The line, the module, the output or a count is over its limit. */
  TOO_LARGE("TooLarge"),
  /** The server has no room for it now: it was not begun, and may be sent again later. */
  OVERLOADED("Overloaded"),
  /** It was cancelled, by a {@code Cancel}, a hang-up or the end of the server. */
  CANCELLED("Cancelled"),
  /** There is no such actor, block, label or content. */
  NOT_FOUND("NotFound"),
  /**
   * It cannot be done as things are: the actor is stopped or runs already, an id was used before.
   */
  REFUSED("Refused"),

  /** What is asked for is damaged, or lacks something that it names. */
  DAMAGED("Damaged"),
  /** The deadline passed and the actor has not answered the request: it stays open. */
  EXPIRED("Expired"),
  /** The server is stopping: send it again, under the same id, once a server runs. */
  STOPPING("Stopping"),
  /** The server failed; its log says why. */
  INTERNAL("Internal");

  private final String text;

  ErrorCode(String text) {
    this.text = text;
  }

  /** The name on the wire. */
  public String text() {
    return text;
  }

  /** The code of that name on the wire; null if there is none. */
  public static @Nullable ErrorCode of(String text) {
    for (ErrorCode code : values()) {
      if (code.text.equals(text)) {
        return code;
      }
    }
    return null;
  }
}
