package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionsTest {
  @TempDir private Path folder = Path.of("");
  private final List<String> started = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void sendsWhatIsAnsweredBeforeATaskThatWaits() throws IOException {
    try (Connections _ = connections();
        Talk talk = Talk.to(folder.resolve("socket"))) {
      talk.send("first\nuntil it is told\n");
      assertThat(talk.line()).isEqualTo("first");
      goOn.countDown();
      assertThat(talk.line()).isEqualTo("until it is told");
    }
  }

  @Test
  void startsNoHelperReaderForTasksThatWaitForTheDiskAlone() throws IOException {
    try (Connections _ = connections();
        Talk talk = Talk.to(folder.resolve("socket"))) {
      for (int i = 0; i < 10; i++) {
        assertThat(talk.ask("for 5 ms")).isEqualTo("for 5 ms");
      }
      // One that the machine held up for long may have had one.
      assertThat(Collections.frequency(started, "odeon-helper-reader")).isLessThan(5);
      assertThat(talk.ask("for 500 ms")).isEqualTo("for 500 ms");
      assertThat(started).contains("odeon-helper-reader");
    }
  }

  @Test
  void noticesThatAClientLeavesWhoseResponsesAllWaitBehindAnOpenOne() throws Exception {
    try (Connections connections = connections()) {
      try (Talk talk = Talk.to(folder.resolve("socket"))) {
        // More responses than are kept behind an open one: the connection's thread waits.
        talk.send("#1 until it is told\n" + "next\n".repeat(2000));
        while (!started.contains("odeon-helper-reader")) {
          Thread.sleep(1);
        }
      }
      while (connections.count() > 0) {
        Thread.sleep(1);
      }
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void answersEachLineThatAHelperRead() throws IOException {
    ConnectionLimits small =
        new ConnectionLimits(10, 10, 0, 1 << 10, 1 << 16, 8, Duration.ofSeconds(60));
    try (Connections _ = connections(small);
        Talk talk = Talk.to(folder.resolve("socket"))) {
      String line = "x".repeat(99);
      Thread.ofVirtual()
          .start(() -> {
            try {
              talk.send("for 500 ms\n" + (line + "\n").repeat(1500));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertThat(talk.line()).isEqualTo("for 500 ms");
      for (int i = 0; i < 1500; i++) {
        // What was read takes all the room there is: there may be none for the answer.
        assertThat(talk.line()).matches(line + "|the server has no room for the answer now.*");
      }
    }
  }

  private Connections connections() {
    return connections(ConnectionLimits.defaults());
  }

  private Connections connections(ConnectionLimits limits) {
    Ports system = Ports.system();
    return Connections.start(
        folder.resolve("socket"),
        new Waiting(),
        limits,
        new Ports(system.clock(), system.entropy(), system.disk(), new Watched(system.threads())));
  }

  /** Answers each line with itself, once that is due. */
  private final class Waiting implements Handler {
    @Override
    public Task task(byte[] array, int from, int size) {
      return new Line(new String(array, from, size, StandardCharsets.UTF_8));
    }

    @Override
    public Task refusal(ErrorCode code, String message) {
      return new Line(message);
    }
  }

  private final class Line implements Task {
    private final String text;

    private Line(String text) {
      this.text = text;
    }

    @Override
    public @Nullable RequestId id() {
      return text.startsWith("#") ? new RequestId.Number(1) : null;
    }

    @Override
    public boolean waits() {
      return text.contains(" ");
    }

    @Override
    public boolean cancels() {
      return false;
    }

    @Override
    public void answer(OutputStream out, Lines lines) {
      long millis =
          switch (text) {
            case "for 5 ms" -> 5;
            case "for 500 ms" -> 500;
            case "until it is told", "#1 until it is told" -> 30_000;
            default -> 0;
          };
      try {
        boolean told = goOn.await(millis, TimeUnit.MILLISECONDS);
        write(millis < 30_000 || told ? text : "was not told", out);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void write(String line, OutputStream out) {
      try {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void answerCancel(boolean found, OutputStream out) {
      throw new IllegalStateException("nothing is taken back");
    }

    @Override
    public void refuse(ErrorCode code, String message, OutputStream out) {
      write(message, out);
    }

    @Override
    public boolean isCancellable() {
      return false;
    }

    @Override
    public void cancel() {}
  }

  /** Notes what is started. */
  private final class Watched implements Threads {
    private final Threads threads;

    private Watched(Threads threads) {
      this.threads = threads;
    }

    @Override
    public Thread start(String name, long stackBytes, Runnable body) {
      started.add(name);
      return threads.start(name, stackBytes, body);
    }

    @Override
    public long stackBytes() {
      return threads.stackBytes();
    }

    @Override
    public void park() {
      threads.park();
    }

    @Override
    public void parkNanos(long nanos) {
      threads.parkNanos(nanos);
    }

    @Override
    public void unpark(Thread thread) {
      threads.unpark(thread);
    }

    @Override
    public void spin() {
      threads.spin();
    }
  }
}
