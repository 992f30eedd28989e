package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;

/** Makes tasks of lines. Called by many threads; it does not block. */
public interface Handler {
  /**
   * What the line asks for: {@code size} bytes of {@code array} from {@code from}, without its
   * newline. The array is the caller's again when {@link Task#answer} returned; a task that {@link
   * Task#waits} keeps nothing of it.
   */
  Task task(byte[] array, int from, int size);

  /** A task that only refuses: for a line that cannot be kept or read. */
  Task refusal(ErrorCode code, String message);
}
