package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of all kinds at once, good and bad: every good request is answered rightly, and in the
 * end nothing is left of them. For {@code -Dodeon.soak.seconds} seconds, 4 if not given.
 */
@Timeout(value = 1, unit = java.util.concurrent.TimeUnit.HOURS)
class SoakTest {
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("odeon.soak.seconds", 4));
  private static final int CLIENTS = 12;
  private static final long HEAP_SLACK = 64L << 20;

  @TempDir private Path folder = Path.of("");
  private OpenHome home;
  private UUID upper;
  private UUID rot;
  private UUID endless;
  private UUID counter;
  private final AtomicLong answered = new AtomicLong();
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void open() {
    home = OpenHome.at(folder);
    upper = home.load("uppercase");
    rot = home.load("rot13");
    endless = home.load("endless");
    counter = home.load("counter");
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void leavesNothingBehindAndAnswersEveryGoodRequest() throws Exception {
    soak(Duration.ofMillis(500), 1); // what is made once is there after this
    settle();
    long heap = heap();
    long descriptors = descriptors();
    double instances = gauge("odeon_guests_instances");
    long seed = System.nanoTime();

    soak(TIME, seed);

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(answered.get()).isGreaterThan(1000);
    settle();
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    assertThat(heap()).isLessThan(heap + HEAP_SLACK);
    assertThat(gauge("odeon_server_buffered_bytes")).isZero();
    assertThat(gauge("odeon_guests_instances")).isLessThanOrEqualTo(instances + CLIENTS);
    try (Talk talk = home.talk()) {
      good(talk, new Random(seed));
    }
  }

  private void soak(Duration time, long seed) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed + i);
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (System.nanoTime() < until) {
                    connection(random);
                  }
                } catch (IOException | RuntimeException | AssertionError e) {
                  wrong.add(e);
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  /** One connection, from its opening to its end, which may be anywhere. */
  private void connection(Random random) throws IOException {
    try (Talk talk = home.talk()) {
      for (int i = random.nextInt(30); i >= 0; i--) {
        switch (random.nextInt(12)) {
          case 0 -> bad(talk, random);
          case 1 -> chain(talk, random);
          case 2 -> pipelined(talk, random);
          case 3 -> counted(talk);
          case 4 -> taken(talk, random);
          case 5 -> loaded(talk, random);
          default -> good(talk, random);
        }
      }
      switch (random.nextInt(4)) {
        case 0 -> talk.send(OpenHome.execute(upper, "cut").substring(0, 1 + random.nextInt(40)));
        case 1 -> talk.send(OpenHome.execute(endless, "") + "\n");
        case 2 -> talk.send((OpenHome.execute(upper, "unread") + "\n").repeat(50));
        default -> {}
      }
    }
  }

  private void good(Talk talk, Random random) throws IOException {
    String text = text(random);
    expect(talk.ask(OpenHome.execute(upper, text)), "\"output\":\"" + text.toUpperCase() + "\"");
  }

  private void chain(Talk talk, Random random) throws IOException {
    String text = text(random);
    expect(
        talk.ask(
            "{\"type\":\"ExecuteChain\",\"payload\":{\"binary_ids\":[\"%s\",\"%s\",\"%s\"],\"input\":\"%s\"}}"
                .formatted(rot, rot, upper, text)),
        "\"output\":\"" + text.toUpperCase() + "\"");
  }

  private void pipelined(Talk talk, Random random) throws IOException {
    int count = 1 + random.nextInt(40);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(OpenHome.execute(upper, "p" + i)).append('\n');
    }
    talk.send(lines.toString());
    for (int i = 0; i < count; i++) {
      expect(talk.line(), "\"output\":\"P" + i + "\"");
    }
  }

  private void counted(Talk talk) throws IOException {
    String line = OpenHome.execute(counter, "").replace("{", "{\"id\":\"c\",");
    expect(talk.ask(line), "\"return_code\":0");
  }

  private void taken(Talk talk, Random random) throws IOException {
    int id = random.nextInt(1000);
    talk.send(
        OpenHome.execute(endless, "").replace("{", "{\"id\":" + id + ",")
            + "\n{\"type\":\"Cancel\",\"id\":"
            + id
            + "}\n");
    expect(talk.line(), "\"code\":\"Cancelled\"");
    expect(talk.line(), "\"cancelled\":true");
  }

  private void loaded(Talk talk, Random random) throws IOException {
    // Always the same code under few paths: loading it again changes nothing.
    expect(
        talk.ask(
            "{\"type\":\"LoadBinary\",\"path\":\"soak-%d\",\"module_base64\":\"%s\"}"
                .formatted(random.nextInt(3), OpenHome.base64("uppercase"))),
        "\"Ok\":{\"binary_id\":");
  }

  private void bad(Talk talk, Random random) throws IOException {
    byte[] line = new byte[random.nextInt(200)];
    random.nextBytes(line);
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i] == '\n' ? 0 : line[i];
    }
    talk.send(line);
    talk.send("\n");
    expect(talk.line(), "\"Err\":\"");
  }

  private void expect(String answer, String part) {
    assertThat(answer).contains(part);
    answered.incrementAndGet();
  }

  private static String text(Random random) {
    return Integer.toString(random.nextInt(), 36).replace('-', 'm')
        + "x".repeat(random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(100));
  }

  /** Waits, with a limit, until no connection and no thread of one is left. */
  private void settle() {
    await(() -> home.server().connections() == 0, "connections");
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread ->
                    thread.getName().equals("odeon-connection")
                        || thread.getName().equals("odeon-stand-in")),
        "threads");
  }

  private static void await(BooleanSupplier done, String what) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " are left").isLessThan(until);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static long descriptors() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double gauge(String name) {
    String text = home.meters().scrape();
    assertThat(text).contains("\n" + name + " ");
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
