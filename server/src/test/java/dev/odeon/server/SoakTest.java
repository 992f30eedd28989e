package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.guests.SampleGuests;
import dev.odeon.testkit.TimeBudget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of all kinds at once, good and bad: every good request is answered rightly, and in the
 * end nothing is left of them.
 */
class SoakTest {
  private static final Duration TIME = Duration.ofSeconds(4);
  private static final int CLIENTS = 12;
  private static final long HEAP_SLACK = 64L << 20;
  private static final int THREADS_SLACK = 8;
  private static final int CLASSES_SLACK = 300;
  private static final long METASPACE_SLACK = 4L << 20;

  /** As many modules as a home keeps compiled. */
  private static final int MODULES_KEPT = 1024;

  private static final long MODULE_HEAP = 128L << 10;
  private static final int MODULE_CLASSES = 4;
  private static final long MODULE_METASPACE = 40L << 10;

  @TempDir private Path folder = Path.of("");
  private OpenHome home;
  private UUID upper;
  private UUID rot;
  private UUID endless;
  private UUID counter;
  private final AtomicLong swaps = new AtomicLong();
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
    leavesNothingBehind(TIME);
  }

  @Test
  @Tag("long")
  void leavesNothingBehindHoweverLongItRuns() throws Exception {
    leavesNothingBehind(TimeBudget.share());
    TimeBudget.report(
        "SoakTest",
        "%,d answers in %d s".formatted(answered.get(), TimeBudget.share().toSeconds()));
  }

  private void leavesNothingBehind(Duration time) throws Exception {
    soak(Duration.ofMillis(500), 1); // what is made once is there after this
    settle();
    long heap = heap();
    long descriptors = descriptors();
    double instances = gauge("odeon_guests_instances");
    int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    long metaspace = metaspace();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long seed = System.nanoTime();

    Thread killer =
        Thread.ofPlatform().start(() -> killClients(System.nanoTime() + time.toNanos()));
    soak(time, seed);
    killer.join();

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(answered.get()).isGreaterThan(1000);
    settle();
    heap();
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    assertThat(gauge("odeon_server_buffered_bytes")).isZero();
    // Of code that was swapped, so many modules are kept for who may load them again.
    long old = Math.min(swaps.get(), MODULES_KEPT);
    assertThat(heap())
        .as("after %d swaps, %d before", swaps.get(), heap)
        .isLessThan(heap + HEAP_SLACK + old * MODULE_HEAP);
    assertThat(gauge("odeon_guests_instances")).isLessThanOrEqualTo(instances + CLIENTS + old);
    assertThat(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount())
        .isLessThanOrEqualTo((int) (classes + CLASSES_SLACK + old * MODULE_CLASSES));
    assertThat(metaspace()).isLessThan(metaspace + METASPACE_SLACK + old * MODULE_METASPACE);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
        .isLessThanOrEqualTo(threads + THREADS_SLACK);
    try (Talk talk = home.talk()) {
      good(talk, new Random(seed));
    }
  }

  /** Processes with clients in the middle of something, one after the other. */
  private void killClients(long until) {
    try {
      do {
        Process process =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyClients.class.getName(),
                    home.server().socket().toString(),
                    "20")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
          assertThat(out.readLine()).isEqualTo("40");
        } finally {
          process.destroyForcibly().waitFor();
        }
      } while (System.nanoTime() < until);
    } catch (IOException | InterruptedException | AssertionError e) {
      wrong.add(e);
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
          case 6 -> swapped(talk, random);
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

  /** Code that was never there before, in the place of what is: it has classes of its own. */
  private void swapped(Talk talk, Random random) throws IOException {
    byte[] wasm = SampleGuests.module("plugin/uppercase");
    byte[] other = Arrays.copyOf(wasm, wasm.length + 12);
    byte[] mark = new byte[9];
    random.nextBytes(mark);
    mark[0] &= 0x7f;
    System.arraycopy(new byte[] {0, 10, 8}, 0, other, wasm.length, 3);
    for (int i = 0; i < 8; i++) {
      other[wasm.length + 3 + i] = (byte) ('a' + (mark[i] & 15));
    }
    other[wasm.length + 11] = mark[8];
    String answer =
        talk.ask(
            "{\"type\":\"LoadBinary\",\"path\":\"swap-%d\",\"module_base64\":\"%s\"}"
                .formatted(random.nextInt(3), Base64.getEncoder().encodeToString(other)));
    expect(answer, "\"Ok\":{\"binary_id\":");
    String id = answer.replaceFirst(".*\"binary_id\":\"([^\"]*)\".*", "$1");
    expect(talk.ask(OpenHome.execute(UUID.fromString(id), "swap")), "\"output\":\"SWAP\"");
    swaps.incrementAndGet();
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
                        || thread.getName().equals("odeon-helper-reader")),
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

  /** What classes take, in bytes. */
  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
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
