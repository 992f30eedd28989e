package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers each line with the line itself, to measure the cost of connections alone. */
public final class Echo implements Handler {
  @Override
  public Task task(byte[] array, int from, int size) {
    return new Line(array, from, size);
  }

  @Override
  public Task refusal(ErrorCode code, String message) {
    return new Line(new byte[0], 0, 0);
  }

  private record Line(byte[] array, int from, int size) implements Task {
    @Override
    public @Nullable RequestId id() {
      return null;
    }

    @Override
    public boolean waits() {
      return false;
    }

    @Override
    public boolean cancels() {
      return false;
    }

    @Override
    public void answer(OutputStream out, Lines lines) {
      write(array, from, size, out);
    }

    @Override
    public void answerCancel(boolean found, OutputStream out) {
      throw new IllegalStateException("an echo cancels nothing");
    }

    @Override
    public void refuse(ErrorCode code, String message, OutputStream out) {
      byte[] text = (code.text() + ": " + message).getBytes(StandardCharsets.UTF_8);
      write(text, 0, text.length, out);
    }

    @Override
    public boolean isCancellable() {
      return false;
    }

    @Override
    public void cancel() {}

    private static void write(byte[] array, int from, int size, OutputStream out) {
      try {
        out.write(array, from, size);
        out.write('\n');
      } catch (java.io.IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
