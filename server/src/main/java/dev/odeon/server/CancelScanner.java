package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds {@code Cancel} requests among the lines that wait behind a running task. One thread owns
 * it.
 */
final class CancelScanner {
  /** The longest {@code Cancel} line, in bytes. */
  private static final int LINE_MAX = 4096;

  private static final byte[] WORD = {'"', 'C', 'a', 'n', 'c', 'e', 'l', '"'};

  private final Handler handler;
  private final Consumer<RequestId> onCancel;
  private final byte[] line = new byte[LINE_MAX];
  private int size;
  private boolean tooLong;

  CancelScanner(Handler handler, Consumer<RequestId> onCancel) {
    this.handler = handler;
    this.onCancel = onCancel;
  }

  /** Scans the next {@code count} bytes of {@code array} from {@code from}. */
  void feed(byte[] array, int from, int count) {
    for (int i = from; i < from + count; i++) {
      byte b = array[i];
      if (b == '\n') {
        if (!tooLong) {
          look();
        }
        size = 0;
        tooLong = false;
      } else if (size < LINE_MAX) {
        line[size++] = b;
      } else {
        tooLong = true;
      }
    }
  }

  private void look() {
    if (hasWord()) {
      Task task = handler.task(Arrays.copyOf(line, size), 0, size);
      RequestId id = task.id();
      if (task.cancels() && id != null) {
        onCancel.accept(id);
      }
    }
  }

  private boolean hasWord() {
    for (int i = 0; i + WORD.length <= size; i++) {
      if (Arrays.equals(line, i, i + WORD.length, WORD, 0, WORD.length)) {
        return true;
      }
    }
    return false;
  }

  /** Writes the response of a task that was cancelled before it started. */
  static void refuse(Task task, OutBuffer out) {
    task.refuse(ErrorCode.CANCELLED, "cancelled before it started", out);
  }
}
