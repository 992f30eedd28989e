package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** What one line asks for. */
public interface Task {
  /** What the client calls it; null where its answer has a fixed place in the order. */
  @Nullable RequestId id();

  /**
   * Whether it mostly waits, as for the disk: then, if it has an id, others are carried out
   * meanwhile.
   */
  boolean waits();

  /** Whether it cancels the task of its id. */
  boolean cancels();

  /**
   * Carries it out and writes the line that answers it, newline included.
   *
   * @param lines hands on lines that are written before that one
   */
  void answer(OutputStream out, Lines lines);

  /** Takes the whole lines that a task has written so far, while it goes on. */
  interface Lines {
    /**
     * Hands them on, if they are many or {@code now} says so; blocks while the client is slow. What
     * was written is empty afterwards, or goes along later.
     */
    void handOn(boolean now);
  }

  /**
   * Writes the line that answers a task which {@link #cancels}.
   *
   * @param found whether there was a task that could be cancelled
   */
  void answerCancel(boolean found, OutputStream out);

  /** Writes a line that says why it is not carried out, or not answered as it would be. */
  void refuse(ErrorCode code, String message, OutputStream out);

  /** Whether it ends early once it is begun and told to {@link #cancel}. */
  boolean isCancellable();

  /**
   * Cancels it: it ends soon, or is not begun; nothing happens if it cannot be cancelled. Any
   * thread may call this at any time.
   */
  void cancel();
}
