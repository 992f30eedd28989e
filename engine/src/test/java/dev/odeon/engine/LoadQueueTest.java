package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.LoadException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads wait for their turn, and end when they should. */
@Timeout(60)
class LoadQueueTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void answersWhatTheWorkMakesOrThrows() {
    LoadQueue<String, String> queue = queue(1, LONG);

    assertThat(queue.await("a", 0, LoadRequest.of("t"), _ -> "made")).isEqualTo("made");
    assertThatThrownBy(() -> queue.await("b", 0, LoadRequest.of("t"), LoadQueueTest::refuse))
        .isInstanceOf(ModuleException.class)
        .hasMessage("bad");
    assertThat(awaits(() -> queue.running() == 0)).isTrue();
  }

  @Test
  void letsTenantsTakeTurns() throws Exception {
    LoadQueue<String, String> queue = queue(1, LONG);
    CountDownLatch gate = new CountDownLatch(1);
    List<CompletableFuture<String>> all = new ArrayList<>();
    all.add(start(queue, "greedy", "0", gate));
    assertThat(awaits(() -> queue.running() == 1)).isTrue();
    for (int i = 1; i < 4; i++) {
      all.add(start(queue, "greedy", "" + i, gate));
      int waiting = i;
      assertThat(awaits(() -> queue.waiting() == waiting)).isTrue();
    }
    all.add(start(queue, "modest", "m", gate));
    assertThat(awaits(() -> queue.waiting() == 4)).isTrue();

    gate.countDown();
    for (CompletableFuture<String> each : all) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertThat(done.indexOf("m")).isLessThanOrEqualTo(2);
    assertThat(done).hasSize(5);
  }

  @Test
  void givesNoTenantTwoAtATime() throws Exception {
    LoadQueue<String, String> queue = queue(3, LONG);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<String> first = start(queue, "greedy", "0", gate);
    CompletableFuture<String> second = start(queue, "greedy", "1", gate);
    assertThat(awaits(() -> queue.waiting() == 1 && queue.running() == 1)).isTrue();

    assertThat(queue.await("m", 0, LoadRequest.of("modest"), _ -> "at once")).isEqualTo("at once");
    assertThat(queue.waiting()).isEqualTo(1);
    gate.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS)).isEqualTo("01");
  }

  @Test
  void answersAtOnceWhoCancelsAndStopsWhatNobodyWaitsFor() throws Exception {
    LoadQueue<String, String> queue = queue(1, LONG);
    Cancellation cancellation = new Cancellation();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> load =
        CompletableFuture.supplyAsync(() ->
            queue.await(
                "a", 0, LoadRequest.of("t", null, cancellation), check -> endless(begun, check)));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    cancellation.cancel();

    assertThat(reason(load)).isEqualTo(Reason.CANCELLED);
    assertThat(awaits(() -> queue.running() == 0)).isTrue();
  }

  @Test
  void goesOnForTheOthersWhoWait() throws Exception {
    LoadQueue<String, String> queue = queue(1, LONG);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<String> patient = start(queue, "t", "a", gate);
    assertThat(awaits(() -> queue.running() == 1)).isTrue();

    assertThatThrownBy(() ->
            queue.await(
                "a",
                0,
                LoadRequest.of("t", Duration.ofMillis(1), new Cancellation()),
                _ -> "never"))
        .isInstanceOf(LoadException.class)
        .hasMessage("compiling took longer than its limit of 1 ms");
    gate.countDown();
    assertThat(patient.get(30, TimeUnit.SECONDS)).isEqualTo("a");
  }

  @Test
  void stopsWhatTakesTooLong() {
    LoadQueue<String, String> queue = queue(1, Duration.ofMillis(20));

    assertThatThrownBy(() ->
            queue.await(
                "a", 0, LoadRequest.of("t"), check -> endless(new CountDownLatch(1), check)))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIME));
    assertThat(awaits(() -> queue.running() == 0)).isTrue();
  }

  @Test
  void refusesMoreThanMayWait() throws Exception {
    LoadQueue<String, String> queue = queue(1, LONG);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<String> first = start(queue, "t", "first", gate);
    assertThat(awaits(() -> queue.running() == 1)).isTrue();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < LoadQueue.WAITING_MAX; i++) {
      String key = "" + i;
      waiting.add(
          Thread.ofVirtual().start(() -> queue.await(key, 0, LoadRequest.of("t"), _ -> key)));
    }
    assertThat(awaits(() -> queue.waiting() == LoadQueue.WAITING_MAX)).isTrue();

    assertThatThrownBy(() -> queue.await("more", 0, LoadRequest.of("t"), _ -> "more"))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
    gate.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("first");
    for (Thread each : waiting) {
      each.join();
    }
  }

  @Test
  void endsAllWhenItIsClosed() throws Exception {
    LoadQueue<String, String> queue = queue(1, LONG);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(
            () -> queue.await("a", 0, LoadRequest.of("t"), check -> endless(begun, check)));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<String> waiting = start(queue, "t", "b", new CountDownLatch(0));
    assertThat(awaits(() -> queue.waiting() == 1)).isTrue();
    queue.close();

    assertThat(reason(running)).isEqualTo(Reason.OVERLOADED);
    assertThat(reason(waiting)).isEqualTo(Reason.OVERLOADED);
    assertThatThrownBy(() -> queue.await("c", 0, LoadRequest.of("t"), _ -> "never"))
        .hasMessage("the engine is closing");
    assertThat(awaits(() -> queue.running() == 0)).isTrue();
  }

  /** What takes more of the heap than is left beside others waits for it; alone it may begin. */
  @Test
  void waitsForTheHeap() throws Exception {
    LoadQueue<String, String> queue = queue(3, LONG);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<String> first = start(queue, "t", "a", 900, gate);
    assertThat(awaits(() -> queue.running() == 1)).isTrue();
    CompletableFuture<String> second = start(queue, "u", "b", 200, gate);
    assertThat(awaits(() -> queue.waiting() == 1)).isTrue();
    assertThat(queue.running()).isEqualTo(1);

    gate.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS)).isEqualTo("ab");
  }

  private static LoadQueue<String, String> queue(int most, Duration time) {
    return new LoadQueue<>(Clock.system(), Threads.system(), most, 1_000, time);
  }

  private CompletableFuture<String> start(
      LoadQueue<String, String> queue, String tenant, String key, CountDownLatch gate) {
    return start(queue, tenant, key, 0, gate);
  }

  private CompletableFuture<String> start(
      LoadQueue<String, String> queue, String tenant, String key, long bytes, CountDownLatch gate) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            result.complete(
                queue.await(key, bytes, LoadRequest.of(tenant), _ -> opened(gate, key)));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private String opened(CountDownLatch gate, String key) {
    try {
      assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    done.add(key);
    return key;
  }

  private static String endless(CountDownLatch begun, Runnable check) {
    begun.countDown();
    while (true) {
      check.run();
      Thread.onSpinWait();
    }
  }

  private static String refuse(Runnable check) {
    check.run();
    throw new ModuleException("bad", "");
  }

  private static Reason reason(CompletableFuture<String> load) {
    Throwable thrown = load.handle((_, e) -> e).join();
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    assertThat(cause).isInstanceOf(LoadException.class);
    return ((LoadException) cause).reason();
  }

  private static boolean awaits(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return condition.getAsBoolean();
  }
}
