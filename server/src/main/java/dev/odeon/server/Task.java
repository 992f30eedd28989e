package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The work that one line requests. */
public interface Task {
  /** The client's id; null if the response has a fixed place in the order. */
  @Nullable RequestId id();

  /**
   * Returns whether the task mostly waits, as for the disk. If it also has an id, other tasks run
   * in the meantime.
   */
  boolean waits();

  /** Whether the task cancels the one with the same id. */
  boolean cancels();

  /**
   * Runs the task and writes its response as one line, newline included.
   *
   * @param lines writes lines that precede the response
   */
  void answer(OutputStream out, Lines lines);

  /** Writes the complete lines that a running task has produced. */
  interface Lines {
    /**
     * Writes the lines if they are many or {@code now} is true; blocks while the client is slow.
     * Lines that are not written now stay for later.
     */
    void handOn(boolean now);
  }

  /**
   * Writes the response of a task that {@link #cancels}.
   *
   * @param found whether there was a task that could be cancelled
   */
  void answerCancel(boolean found, OutputStream out);

  /** Writes an error as the response, instead of running the task or of its result. */
  void refuse(ErrorCode code, String message, OutputStream out);

  /** Whether {@link #cancel} ends the task while it runs. */
  boolean isCancellable();

  /**
   * Cancels the task: it ends soon, or does not start. Has no effect on a task that is not
   * cancellable. Any thread may call this at any time.
   */
  void cancel();
}
