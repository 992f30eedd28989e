package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.odeon.runtime.turn.GuestWork.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of time, on a clock that only the tests turn. */
class ReadyQueueTest {
  private static final long MS = 1_000_000;

  private final ReadyQueue queue = new ReadyQueue();
  private final Map<String, Long> timeOf = new HashMap<>();
  private long now;

  /** GuestWork whose slices take a fixed time. */
  private record Job(String name, long slice, Share share) implements GuestWork {
    Job(String tenant, String name, long slice) {
      this(name, slice, new Share(tenant));
    }

    @Override
    public void run() {}
  }

  private record Running(long end, long began, Job job) {}

  private static Job job(String tenant, String name, long slice) {
    return new Job(tenant, name, slice);
  }

  private static String name(GuestWork work) {
    return ((Job) work).name;
  }

  /** Lets {@code threads} run what is there, each again and again, for {@code nanos}. */
  private void run(int threads, long nanos) {
    long end = now + nanos;
    PriorityQueue<Running> running = new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
    while (true) {
      while (running.size() < threads && now < end) {
        Job next = (Job) queue.poll();
        if (next == null) {
          break;
        }
        running.add(new Running(now + next.slice, now, next));
      }
      Running done = running.poll();
      if (done == null) {
        return;
      }
      now = Math.max(now, done.end);
      timeOf.merge(done.job.name, done.job.slice, Long::sum);
      if (now < end) {
        queue.add(done.job);
      }
      boolean _ = queue.ended(done.job, done.job.slice);
    }
  }

  @Test
  void tellsThatWhatIsHastenedMayRunThoughItsTenantHasAsManyRunsAsItMay() {
    queue.runsMax("a", 1);
    boolean _ = queue.add(job("a", "long", 1));
    assertThat(queue.poll()).isNotNull();
    Job stopped = job("a", "stopped", 1);
    boolean _ = queue.add(stopped);
    assertThat(queue.poll()).isNull();

    assertThat(queue.hasten(stopped)).isTrue();
    assertThat(queue.poll()).isSameAs(stopped);
  }

  @Test
  void letsNoTenantSaveUpTheTimeThatItDidNotWant() {
    // The one actor of "a" wants one thread, those of "b" all the others.
    boolean _ = queue.add(job("a", "a0", 1_000_000));
    for (int i = 0; i < 8; i++) {
      boolean _ = queue.add(job("b", "b" + i, 1_000_000));
    }
    run(8, 100_000_000_000L);
    timeOf.clear();
    for (int i = 0; i < 8; i++) {
      boolean _ = queue.add(job("a", "a" + i, 1_000_000));
      boolean _ = queue.add(job("b", "b" + i, 1_000_000));
      boolean _ = queue.add(job("c", "c" + i, 1_000_000));
    }
    run(8, 10_000_000_000L);

    double b = 0;
    for (int i = 0; i < 8; i++) {
      b += share("b" + i);
    }
    assertThat(b).isBetween(0.25, 0.4);
  }

  private double share(String name) {
    return (double) timeOf.getOrDefault(name, 0L)
        / timeOf.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void givesWhatCameFirstTheFirstSliceIfNobodyRanYet() {
    List<String> names = List.of("b", "a", "c");
    names.forEach(name -> queue.add(job("default", name, MS)));

    assertThat(names).allMatch(name -> name.equals(name(queue.poll())));
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void queuesWorkOnce() {
    Job job = job("default", "a", MS);
    queue.add(job);
    queue.add(job);

    assertThat(queue.poll()).isEqualTo(job);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void queuesWhatIsReadyAgainOnceItsSliceEnds() {
    Job job = job("default", "a", MS);
    queue.add(job);
    queue.poll();
    queue.add(job);

    assertThat(queue.poll()).as("never two slices at a time").isNull();
    assertThat(queue.ended(job, MS)).isTrue();
    assertThat(queue.poll()).isEqualTo(job);
    assertThat(queue.ended(job, MS)).isFalse();
    assertThat(queue.poll()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 1, 2", "3, 1, 1", "3, 1, 2", "1, 4, 16"})
  void sharesTimeByWeightWhateverTheNumberOfActors(int weightA, int weightB, int threads) {
    queue.weight("a", weightA);
    queue.weight("b", weightB);
    for (int i = 0; i < 500; i++) {
      queue.add(job("a", "a", 5 * MS));
    }
    for (int i = 0; i < 40; i++) {
      queue.add(job("b", "b", MS));
    }
    run(threads, 20_000 * MS);

    assertThat(share("a")).isEqualTo((double) weightA / (weightA + weightB), within(0.02));
  }

  @Test
  void letsATenantHaveSoManyRunsAtATime() {
    queue.runsMax("a", 2);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Job job = job("a", "a" + i, MS);
      jobs.add(job);
      queue.add(job);
    }
    queue.add(job("b", "b", MS));

    assertThat(List.of(name(queue.poll()), name(queue.poll()), name(queue.poll())))
        .containsExactlyInAnyOrder("a0", "a1", "b");
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.mayRun(job("a", "here", MS))).isFalse();
    queue.parked(jobs.getFirst(), 1);
    assertThat(name(queue.poll())).isEqualTo("a2");
    queue.parked(jobs.getFirst(), -1);
    assertThat(queue.running("a")).isEqualTo(3);
    queue.ended(jobs.get(1), MS);
    assertThat(queue.poll()).as("one is over the limit still").isNull();
    queue.ended(jobs.get(2), MS);
    assertThat(name(queue.poll())).isEqualTo("a3");
  }

  @Test
  void countsRunsBesideTheQueue() {
    queue.runsMax("a", 1);
    assertThat(queue.beginBesides("a")).isTrue();
    assertThat(queue.beginBesides("a")).isFalse();
    Job job = job("a", "a", MS);
    queue.add(job);
    assertThat(queue.poll()).isNull();
    queue.hasten(job);
    assertThat(queue.poll()).as("what is urgent waits for no limit").isEqualTo(job);
    queue.ended(job, MS);
    queue.add(job);
    queue.endBesides("a");
    assertThat(queue.poll()).isEqualTo(job);
    queue.ended(job, MS);
    assertThat(queue.beginBesides("a")).isTrue();
    queue.add(job);
    queue.lift();
    assertThat(queue.poll()).isEqualTo(job);
  }

  @Test
  void givesTheTimeThatOneLeavesToTheOther() {
    queue.weight("a", 9);
    queue.add(job("a", "a", MS));
    queue.add(job("b", "b", MS));
    queue.add(job("b", "c", MS));
    run(2, 1_000 * MS);

    assertThat(share("b") + share("c"))
        .as("one actor has one thread at a time")
        .isEqualTo(0.5, within(0.02));
  }

  @Test
  void countsWhatASliceTookAndNotHowManyThereWere() {
    queue.add(job("default", "long", 50 * MS));
    queue.add(job("default", "short", MS / 10));
    run(1, 10_000 * MS);

    assertThat(share("long")).isEqualTo(0.5, within(0.02));
  }

  @Test
  void letsNobodySaveTimeUp() {
    Job busy = job("a", "busy", 5 * MS);
    Job late = job("b", "late", 5 * MS);
    queue.add(late);
    queue.poll();
    queue.ended(late, 1);
    queue.add(busy);
    run(1, 60_000 * MS);

    timeOf.clear();
    queue.add(busy);
    queue.add(late);
    run(1, 1_000 * MS);
    assertThat(share("late")).isEqualTo(0.5, within(0.02));
  }

  @Test
  void doesNotHoldALongSliceAgainstAnActorForEver() {
    Job slow = job("default", "slow", 5_000 * MS);
    queue.add(slow);
    queue.poll();
    queue.ended(slow, 5_000 * MS);
    for (int i = 0; i < 3; i++) {
      queue.add(job("default", "other", 5 * MS));
    }
    queue.add(slow);
    run(1, 310 * MS);

    assertThat(timeOf).containsKey("slow");
  }

  @Test
  void letsTheNextSliceOfAFloodWaitForAnActorThatWasIdle() {
    Job flooded = job("default", "flooded", 5 * MS);
    Job idle = job("default", "idle", MS);
    queue.add(flooded);
    run(1, 1_000 * MS);
    queue.add(flooded);
    queue.add(idle);

    assertThat(name(queue.poll())).isEqualTo("idle");
  }

  @Test
  void putsATenantThatWasIdleBeforeTheFlood() {
    for (int i = 0; i < 100; i++) {
      queue.add(job("flood", "flood", 5 * MS));
    }
    run(2, 100 * MS);
    for (int i = 0; i < 100; i++) {
      queue.add(job("flood", "flood", 5 * MS));
    }
    queue.poll();
    queue.add(job("quiet", "quiet", MS));

    assertThat(name(queue.poll())).isEqualTo("quiet");
  }

  @Test
  void takesWhatIsUrgentFirst() {
    Job first = job("default", "first", MS);
    Job asked = job("default", "asked", MS);
    queue.add(first);
    queue.add(asked);
    queue.addUrgent(asked);
    queue.addUrgent(asked);

    assertThat(queue.poll()).isEqualTo(asked);
    assertThat(queue.poll()).isEqualTo(first);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void takesWhatBecameUrgentWhileItRanFirst() {
    Job other = job("default", "other", MS);
    Job asked = job("default", "asked", MS);
    queue.add(asked);
    queue.poll();
    queue.add(other);
    queue.addUrgent(asked);

    assertThat(queue.ended(asked, MS)).isTrue();
    assertThat(queue.poll()).isEqualTo(asked);
  }

  @Test
  void chargesWhatRanElsewhere() {
    Job here = job("a", "here", MS);
    Job queued = job("b", "queued", MS);
    assertThat(queue.begin(here)).isTrue();
    assertThat(queue.begin(here)).isFalse();
    queue.add(queued);
    assertThat(queue.begin(queued)).as("it waits").isFalse();
    queue.add(here);
    queue.ended(here, MS);

    assertThat(queue.poll()).isEqualTo(queued);
    assertThat(queue.poll()).isEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void losesNothingAndRunsNothingTwiceAtATime(long seed) {
    Random random = new Random(seed);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jobs.add(job("t" + i % 3, "j" + i, 1 + random.nextInt(10) * MS));
    }
    List<Job> wanted = new ArrayList<>();
    List<Job> running = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      Job job = jobs.get(random.nextInt(jobs.size()));
      switch (random.nextInt(5)) {
        case 0 -> {
          queue.add(job);
          wanted.add(job);
        }
        case 1 -> {
          queue.addUrgent(job);
          wanted.add(job);
        }
        case 2 -> {
          if (queue.begin(job)) {
            running.add(job);
          }
        }
        case 3 -> {
          Job next = (Job) queue.poll();
          if (next != null) {
            assertThat(running).doesNotContain(next);
            assertThat(wanted).contains(next);
            wanted.removeIf(next::equals);
            running.add(next);
          }
        }
        default -> {
          if (!running.isEmpty()) {
            Job done = running.remove(random.nextInt(running.size()));
            assertThat(queue.ended(done, done.slice)).isEqualTo(wanted.contains(done));
          }
        }
      }
    }
    for (Job done : running) {
      boolean _ = queue.ended(done, done.slice);
    }
    for (GuestWork next = queue.poll(); next != null; next = queue.poll()) {
      wanted.removeIf(next::equals);
    }
    assertThat(wanted).isEmpty();
  }

  @Test
  void findsARunOverItsShareOnceAnotherTenantWaitsThatHadLess() {
    Job loops = job("loops", "endless", MS);
    queue.add(loops);
    queue.poll();
    assertThat(queue.isOverShare(loops, 5 * MS)).isFalse();
    queue.add(job("loops", "other", MS));
    assertThat(queue.isOverShare(loops, 5 * MS)).isFalse();
    queue.add(job("quick", "counter", MS));
    assertThat(queue.isOverShare(loops, 5 * MS)).isTrue();
  }

  /**
   * What runs is not charged yet, so the tenant that keeps the thread may be first by its account.
   */
  @Test
  void findsARunOverItsShareWhateverElseOfItsTenantWaits() {
    Job quick = job("quick", "counter", MS);
    queue.add(quick);
    queue.poll();
    Job loops = job("loops", "endless", MS);
    queue.add(loops);
    queue.poll();
    queue.add(job("loops", "other", MS));
    queue.add(quick);
    boolean _ = queue.ended(quick, 8 * MS);

    assertThat(queue.isOverShare(loops, 7 * MS)).isFalse();
    assertThat(queue.isOverShare(loops, 9 * MS)).isTrue();
  }

  @Test
  void weighsTheTimeThatARunHad() {
    queue.weight("heavy", 10);
    Job first = job("light", "first", MS);
    queue.add(first);
    queue.poll();
    Job heavy = job("heavy", "endless", MS);
    queue.add(heavy);
    queue.poll();
    queue.add(job("light", "second", MS)); // light is expected to have had 5 ms
    boolean _ = queue.ended(first, 2 * MS);
    assertThat(queue.isOverShare(heavy, 19 * MS)).isFalse();
    assertThat(queue.isOverShare(heavy, 21 * MS)).isTrue();
  }

  /** What gave way goes on before what has not begun, and after the tenant that had less. */
  @Test
  void letsWhatGaveWayGoOnAtItsTenantsTurn() {
    Job loops = job("loops", "endless", MS);
    queue.add(loops);
    queue.add(job("loops", "other", MS));
    Job quick = job("quick", "counter", MS);
    queue.add(quick);
    assertThat(queue.poll()).isSameAs(loops);
    GuestWork rest = queue.giveWay(loops, Thread.currentThread(), 5 * MS);
    queue.add(loops); // a message that came while it ran: after its slice

    assertThat(queue.poll()).isSameAs(quick);
    assertThat(queue.poll()).isSameAs(rest);
    assertThat(name(queue.poll())).isEqualTo("other");
    assertThat(queue.poll()).isNull();
    boolean _ = queue.ended(loops, MS);
    assertThat(queue.poll()).isSameAs(loops);
  }

  @Test
  void forgetsWhatGoesOnWithoutATurn() {
    Job loops = job("loops", "endless", MS);
    queue.add(loops);
    queue.poll();
    ReadyQueue.PausedRun rest = queue.giveWay(loops, Thread.currentThread(), 5 * MS);
    assertThat(queue.isEmpty()).isFalse();
    queue.goesOn(rest);

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
    assertThat(queue.ended(loops, MS)).isFalse();
  }
}
