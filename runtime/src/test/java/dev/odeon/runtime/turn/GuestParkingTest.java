package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.GuestRun;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.capability.Parking;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest that waits in a host call leaves its place to another, within limits. */
@Timeout(60)
class GuestParkingTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Threads THREADS = Threads.system();
  private static final long BUDGET = 1 << 20;

  private final Disk disk = new SimDisk(1);
  private final Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, THREADS);
  private final Engine engine =
      Engine.open(
          EngineConfig.standard().withMemoryBytesMax(BUDGET), Clock.system(), Threads.system());
  private final Scheduler scheduler = Scheduler.start(Clock.system(), THREADS, 1, 1 << 20);
  private final List<String> events = new CopyOnWriteArrayList<>();

  private static final class TestRun implements GuestRun {
    @Override
    public void atMost(Duration time) {
      throw new UnsupportedOperationException();
    }

    private final long held;
    private volatile boolean stopping;
    private volatile @Nullable Runnable wake;

    TestRun(long held) {
      this.held = held;
    }

    void stop() {
      stopping = true;
      Runnable sleeper = wake;
      if (sleeper != null) {
        sleeper.run();
      }
    }

    @Override
    public long nanosLeft() {
      return LONG.toNanos();
    }

    @Override
    public boolean stopping() {
      return stopping;
    }

    @Override
    public long heldBytes() {
      return held;
    }

    @Override
    public void onStop(Runnable waker) {
      wake = waker;
      if (stopping) {
        waker.run();
      }
    }
  }

  @AfterEach
  void end() {
    Clock clock = Clock.system();
    assertThat(scheduler.close(clock, clock.nanos() + TimeUnit.SECONDS.toNanos(30))).isTrue();
    engine.close();
  }

  private GuestParking parking(int most) {
    return new GuestParking(ports, scheduler, BUDGET, most);
  }

  /** Runs {@code wait} on the only guest thread, parked as {@code run}: what it answers. */
  private Pending<String> parked(GuestParking parking, GuestRun run, Wait wait) {
    Pending<String> ended = new Pending<>(THREADS);
    ready(() -> {
      switch (parking.park(run)) {
        case Parking.Overloaded(String reason) -> ended.complete(reason);
        case Parking.Place place -> {
          String result;
          try (place) {
            result = wait.on(place);
          } catch (OverloadedException e) {
            result = "put back: " + e.getMessage();
          }
          ended.complete(result);
        }
      }
    });
    return ended;
  }

  private interface Wait {
    String on(Parking.Place place);
  }

  @Test
  void runsWhatItWaitsForInItsPlaceAndBeforeAllOther() {
    GuestParking parking = parking(8);
    Pending<Integer> gate = new Pending<>(THREADS);
    Pending<Integer> asked = new Pending<>(THREADS);
    Pending<String> ended =
        parked(
            parking,
            new TestRun(0),
            place -> {
              ready(() -> gate.await()); // in its place, until all is queued
              ready(() -> events.add("other"));
              readyFirst(() -> {
                events.add("asked");
                asked.complete(1);
              });
              gate.complete(1);
              return "" + place.await(asked, LONG);
            });

    assertThat(ended.await()).isEqualTo("DONE");
    assertThat(events).startsWith("asked");
    assertThat(parking.count()).isZero();
  }

  @Test
  void putsWhatIsReadyAlreadyBeforeAllOther() {
    Pending<Integer> gate = new Pending<>(THREADS);
    Pending<Integer> done = new Pending<>(THREADS);
    ready(() -> gate.await());
    GuestWork asked = work(() -> events.add("asked"));
    ready(() -> events.add("other"));
    scheduler.ready(asked);
    ready(() -> done.complete(1));
    scheduler.hasten(asked);
    scheduler.hasten(work(() -> events.add("never ready")));
    gate.complete(1);

    assertThat(done.await()).isEqualTo(1);
    assertThat(events).containsExactly("asked", "other");
  }

  @Test
  void parksNoMoreThanMayBeParked() {
    GuestParking parking = parking(2);
    Pending<Integer> gate = new Pending<>(THREADS);
    Pending<String> first = parked(parking, new TestRun(0), place -> "" + place.await(gate, LONG));
    Pending<String> second = parked(parking, new TestRun(0), place -> "" + place.await(gate, LONG));

    assertThat(parked(parking, new TestRun(0), place -> "").await())
        .isEqualTo("overloaded: 2 guests wait in host calls already");
    gate.complete(1);
    assertThat(first.await()).isEqualTo("DONE");
    assertThat(second.await()).isEqualTo("DONE");
    assertThat(parked(parking, new TestRun(0), _ -> "parked").await()).isEqualTo("parked");
  }

  @Test
  void parksNoMoreMemoryThanHalf() {
    GuestParking parking = parking(8);
    Pending<Integer> gate = new Pending<>(THREADS);
    Pending<String> first =
        parked(parking, new TestRun(BUDGET / 2 - 10), place -> "" + place.await(gate, LONG));

    assertThat(parked(parking, new TestRun(11), place -> "").await())
        .startsWith("overloaded: the guests that wait in host calls hold half of the memory");
    assertThat(parked(parking, new TestRun(10), _ -> "parked").await()).isEqualTo("parked");
    gate.complete(1);
    assertThat(first.await()).isEqualTo("DONE");
    assertThat(parked(parking, new TestRun(BUDGET / 2), _ -> "parked").await()).isEqualTo("parked");
  }

  @Test
  void endsAWaitWhenTheRunIsToStopOrItsTimeIsOver() {
    GuestParking parking = parking(8);
    TestRun run = new TestRun(0);
    Pending<Integer> begun = new Pending<>(THREADS);
    Pending<String> stopped =
        parked(
            parking,
            run,
            place -> {
              begun.complete(1);
              return "" + place.sleep(LONG);
            });
    begun.await();
    run.stop();

    assertThat(stopped.await()).isEqualTo("STOPPED");
    assertThat(parked(parking, run, place -> "" + place.sleep(LONG)).await()).isEqualTo("STOPPED");
    assertThat(parked(parking, new TestRun(0), place -> "" + place.sleep(Duration.ZERO)).await())
        .isEqualTo("TIME");
  }

  @Test
  void putsTheTurnBackWhenTheHomeCloses() {
    GuestParking parking = parking(8);
    Pending<Integer> begun = new Pending<>(THREADS);
    Pending<String> ended =
        parked(
            parking,
            new TestRun(0),
            place -> {
              begun.complete(1);
              return "" + place.sleep(Duration.ofSeconds(Long.MAX_VALUE));
            });
    begun.await();
    end();

    assertThat(ended.await()).startsWith("put back: the actors are closing");
  }

  private static GuestWork work(Runnable slice) {
    return GuestWork.of("default", slice);
  }

  private void ready(Runnable slice) {
    assertThat(scheduler.ready(work(slice))).isTrue();
  }

  private void readyFirst(Runnable slice) {
    assertThat(scheduler.readyFirst(work(slice))).isTrue();
  }
}
