package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseQueueTest {
  private final Budget budget = new Budget(1 << 20);
  private final Written written = new Written();
  private final AtomicInteger breaks = new AtomicInteger();
  private final ResponseQueue responses =
      new ResponseQueue(written, budget, Threads.system(), breaks::incrementAndGet);

  @Test
  void writesNothingBeforeItIsFlushed() {
    responses.put(line("a"), false);
    responses.put(line("b"), false);
    assertThat(written.text()).isEmpty();
    responses.flush();
    assertThat(written.text()).isEqualTo("ab");
  }

  @Test
  void holdsAnswersBehindOneThatIsStillToCome() {
    ResponseQueue.Slot slot = responses.open();
    responses.put(line("b"), false);
    responses.put(line("c"), true);
    responses.flush();
    assertThat(written.text()).isEmpty();
    responses.complete(slot, line("a"));
    assertThat(written.text()).isEqualTo("abc");
    assertThat(responses.isOutstanding()).isFalse();
  }

  @Test
  void letsThosePassThatMay() {
    ResponseQueue.Slot first = responses.open();
    ResponseQueue.Slot second = responses.open();
    responses.put(line("c"), true);
    responses.flush();
    assertThat(written.text()).isEqualTo("c");
    responses.complete(second, line("b"));
    assertThat(written.text()).isEqualTo("cb");
    responses.put(line("d"), false);
    responses.put(line("e"), true);
    responses.flush();
    assertThat(written.text()).isEqualTo("cb");
    responses.complete(first, line("a"));
    assertThat(written.text()).isEqualTo("cbade");
  }

  @Test
  void writesTheItemsOfAStreamInThePlaceOfItsAnswer() {
    ResponseQueue.Slot first = responses.open();
    ResponseQueue.Slot second = responses.open();
    responses.write(line("1"), second, true);
    // This one waits for both, and the stream before it does not wait for it.
    responses.put(line("c"), false);
    responses.write(line("2"), second, true);
    responses.write(line("x"), first, true);
    assertThat(written.text()).isEqualTo("12x");
    responses.complete(second, line("b"));
    assertThat(written.text()).isEqualTo("12xb");
    responses.complete(first, line("a"));
    assertThat(written.text()).isEqualTo("12xbac");
  }

  @Test
  void wakesEveryStreamThatWaitsForItsTurn() throws InterruptedException {
    ResponseQueue.Slot slow = responses.open();
    responses.put(line("c"), false);
    List<ResponseQueue.Slot> slots = List.of(responses.open(), responses.open(), responses.open());
    List<Thread> streams =
        slots.stream()
            .map(slot ->
                Thread.ofVirtual()
                    .start(() -> {
                      responses.write(line("i"), slot, true);
                      responses.complete(slot, line("e"));
                    }))
            .toList();
    responses.complete(slow, line("a"));
    for (Thread stream : streams) {
      stream.join();
    }
    assertThat(written.text()).startsWith("ac").hasSize(8);
    assertThat(responses.isOutstanding()).isFalse();
  }

  @Test
  void writesWhatIsTooMuchToBeKept() {
    OutBuffer large = new OutBuffer(new Budget(Long.MAX_VALUE));
    byte[] bytes = new byte[3 << 20];
    large.write(bytes, 0, bytes.length);
    responses.put(line("a"), false);
    responses.put(large, false);
    responses.put(line("b"), false);
    responses.flush();
    assertThat(written.bytes.size()).isEqualTo((3 << 20) + 2);
    assertThat(written.text()).startsWith("a").endsWith("b");
  }

  @Test
  void keepsNothingOnceNobodyReads() {
    ResponseQueue.Slot slot = responses.open();
    OutBuffer large = new OutBuffer(budget);
    large.write(new byte[100_000], 0, 100_000);
    responses.put(line("b"), false);
    written.closed = true;
    assertThat(responses.probe()).isFalse();
    responses.complete(slot, large);
    responses.put(line("c"), false);
    responses.flush();
    assertThat(written.text()).isEmpty();
    assertThat(breaks).hasValue(1);
    assertThat(budget.taken()).isZero();
    assertThat(responses.isOutstanding()).isFalse();
  }

  @Test
  void keepsTheOrderWhoeverIsQuickest() throws InterruptedException {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      Written channel = new Written();
      ResponseQueue box = new ResponseQueue(channel, budget, Threads.system(), () -> {});
      List<Thread> threads = new ArrayList<>();
      StringBuilder ordered = new StringBuilder();
      int count = 1 + random.nextInt(26);
      for (int i = 0; i < count; i++) {
        String name = Character.toString('A' + i);
        if (random.nextInt(3) == 0) {
          ResponseQueue.Slot slot = box.open();
          threads.add(
              Thread.ofPlatform().start(() -> box.complete(slot, line(name.toLowerCase()))));
        } else {
          box.put(line(name), false);
          ordered.append(name);
          if (random.nextBoolean()) {
            box.flush();
          }
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      box.flush();
      String text = channel.text();
      assertThat(text).hasSize(count);
      assertThat(text.replaceAll("[a-z]", "")).isEqualTo(ordered.toString());
      // Those that may pass each other have not passed one that may not.
      for (char fixed : ordered.toString().toCharArray()) {
        int at = text.indexOf(fixed);
        for (int i = 0; i < text.length(); i++) {
          char other = Character.toUpperCase(text.charAt(i));
          assertThat(other < fixed).isEqualTo(i < at && other != fixed);
        }
      }
    }
  }

  private OutBuffer line(String text) {
    OutBuffer line = new OutBuffer(new Budget(Long.MAX_VALUE));
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    line.write(bytes, 0, bytes.length);
    return line;
  }

  /** A channel that keeps what it gets, or is closed. */
  private static final class Written implements WritableByteChannel {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean closed;

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
      int count = source.remaining();
      while (source.hasRemaining()) {
        bytes.write(source.get());
      }
      return count;
    }

    String text() {
      return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
