package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;

/** Turns lines into tasks. Called by many threads; it must not block. */
public interface Handler {
  /**
   * Returns the task of a line: {@code size} bytes of {@code array} from {@code from}, without its
   * newline. The caller may reuse the array once {@link Task#answer} has returned; a task that
   * {@link Task#waits} keeps no reference to it.
   */
  Task task(byte[] array, int from, int size);

  /** Returns the same for the connection of {@code user}, whose name requests are recorded with. */
  default Handler of(String user) {
    return this;
  }

  /** Returns a task that only answers with an error, for a line that cannot be buffered or read. */
  Task refusal(ErrorCode code, String message);
}
