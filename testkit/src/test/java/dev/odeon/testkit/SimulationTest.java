package dev.odeon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk.Mode;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Pending;
import dev.odeon.testkit.World.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Path A = Path.of("/a");

  /**
   * Some workers that take turns at the disk, at parking and at randomness, and write down what
   * they do.
   */
  private static List<String> story(long seed) {
    List<String> story = new ArrayList<>();
    Simulation.run(
        seed,
        sim -> {
          sim.boot(world -> {
            DiskFile file = world.disk().open(A, Mode.CREATE);
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              int me = i;
              workers.add(
                  world.start(
                      "worker-" + i,
                      () -> {
                        for (int round = 0; round < 20; round++) {
                          int draw = world.entropy().bytes(1).at(0) & 3;
                          story.add(me + ":" + draw + "@" + world.clock().nanos());
                          switch (draw) {
                            case 0 -> file.writeFully(me, Bytes.utf8("x").buffer());
                            case 1 -> world.threads().parkNanos(10_000 * (me + 1));
                            case 2 -> world.threads().spin();
                            default -> file.sync();
                          }
                        }
                      }));
            }
            workers.forEach(world::join);
          });
          story.add("fingerprint " + sim.fingerprint() + ", steps " + sim.steps());
        });
    return story;
  }

  @Test
  void takesTheSameCourseForTheSameSeed() {
    Seeds.each(50, seed -> assertThat(story(seed)).isEqualTo(story(seed)));
  }

  @Test
  void takesAnotherCourseForAnotherSeed() {
    Set<List<String>> stories = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      stories.add(story(seed));
    }
    assertThat(stories).hasSize(50);
  }

  @Test
  void runsOneThreadAtATime() {
    Seeds.each(
        50,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  AtomicInteger inside = new AtomicInteger();
                  List<Thread> workers =
                      IntStream.range(0, 5)
                          .mapToObj(i ->
                              world.start(
                                  "worker-" + i,
                                  () -> {
                                    for (int round = 0; round < 30; round++) {
                                      assertThat(inside.incrementAndGet()).isEqualTo(1);
                                      Thread.onSpinWait();
                                      inside.decrementAndGet();
                                      world.threads().spin();
                                    }
                                  }))
                          .toList();
                  workers.forEach(world::join);
                }));
  }

  @Test
  void findsALostUpdateBetweenTwoPortCalls() {
    Set<Integer> sums = new TreeSet<>();
    Seeds.each(
        100,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  int[] sum = {0};
                  Runnable add =
                      () -> {
                        int before = sum[0];
                        world.threads().spin();
                        sum[0] = before + 1;
                      };
                  Thread one = world.start("one", add);
                  Thread two = world.start("two", add);
                  world.join(one);
                  world.join(two);
                  sums.add(sum[0]);
                }));
    assertThat(sums).containsExactly(1, 2);
  }

  /**
   * A mailbox that forgets to look again before it parks: the wake-up of one order of steps is
   * lost.
   */
  @Test
  void findsALostWakeUpAsADeadlockAndNamesTheSeedAndTheThreads() {
    List<String> failures = new ArrayList<>();
    for (long seed = 0; seed < 200; seed++) {
      long chosen = seed;
      try {
        Simulation.once(
            chosen,
            world -> {
              boolean[] full = {false};
              boolean[] waiting = {false};
              Thread consumer =
                  world.start(
                      "consumer",
                      () -> {
                        while (!full[0]) {
                          world.threads().spin();
                          waiting[0] = true;
                          world.threads().park();
                        }
                      });
              world.threads().spin();
              full[0] = true;
              if (waiting[0]) {
                world.threads().unpark(consumer);
              }
              world.join(consumer);
            });
      } catch (SimulationFailure e) {
        assertThat(e).hasMessageStartingWith("seed " + seed + ": deadlock");
        assertThat(e).hasMessageContaining("consumer: parked");
        assertThat(e).hasMessageContaining("main: waits for a condition");
        assertThat(e).hasMessageContaining("SimulationTest");
        failures.add(e.getMessage());
      }
    }
    assertThat(failures).hasSizeBetween(1, 199);
  }

  @Test
  void wakesAThreadThatWasUnparkedBefore() {
    Seeds.each(
        50,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  Thread sleeper = world.start("sleeper", () -> world.threads().park());
                  world.threads().unpark(sleeper);
                  world.join(sleeper);
                }));
  }

  @Test
  void awaitsAPendingResultFromManyThreads() {
    Seeds.each(
        100,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  Pending<String> pending = new Pending<>(world.threads());
                  AtomicInteger seen = new AtomicInteger();
                  List<Thread> waiters = new ArrayList<>();
                  for (int i = 0; i < 3; i++) {
                    waiters.add(
                        world.start(
                            "waiter-" + i,
                            () -> {
                              assertThat(pending.await()).isEqualTo("done");
                              seen.incrementAndGet();
                            }));
                  }
                  world.start("completer", () -> pending.complete("done"));
                  waiters.forEach(world::join);
                  assertThat(seen).hasValue(3);
                }));
  }

  @Test
  void letsTimePassOnlyWhenNobodyElseCanRun() {
    Seeds.each(
        50,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  List<String> order = new ArrayList<>();
                  long hour = Duration.ofHours(1).toNanos();
                  long start = world.clock().nanos();
                  world.start(
                      "late",
                      () -> {
                        while (world.clock().nanos() < start + hour) {
                          world.threads().parkNanos(start + hour - world.clock().nanos());
                        }
                        order.add("late");
                      });
                  world.start("early", () -> order.add("early"));
                  world.sleep(Duration.ofHours(2));
                  assertThat(order).containsExactly("early", "late");
                  assertThat(world.clock().nanos() - start).isGreaterThanOrEqualTo(2 * hour);
                }));
  }

  @Test
  void waitsUntilTheOthersAreIdle() {
    Seeds.each(
        50,
        seed ->
            Simulation.once(
                seed,
                world -> {
                  Queue<Integer> inbox = new ArrayDeque<>();
                  List<Integer> handled = new ArrayList<>();
                  Thread server =
                      world.start(
                          "server",
                          () -> {
                            while (true) {
                              Integer next = inbox.poll();
                              if (next == null) {
                                world.threads().park();
                              } else {
                                handled.add(next);
                              }
                            }
                          });
                  for (int i = 0; i < 5; i++) {
                    inbox.add(i);
                    world.threads().unpark(server);
                  }
                  world.awaitIdle();
                  assertThat(handled).containsExactly(0, 1, 2, 3, 4);
                }));
  }

  @Test
  void reportsAnExceptionOfAnyThreadWithTheSeed() {
    assertThatExceptionOfType(SimulationFailure.class)
        .isThrownBy(() ->
            Simulation.once(
                42,
                world -> {
                  world.start(
                      "worker",
                      () -> {
                        throw new IllegalStateException("went wrong");
                      });
                  world.threads().park();
                  world.threads().park();
                  world.threads().park();
                }))
        .withMessageStartingWith("seed 42: thread 'worker' failed")
        .withMessageContaining("went wrong")
        .withRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsEveryThreadWithTheMainThread() {
    Seeds.each(
        50,
        seed -> {
          AtomicInteger ended = new AtomicInteger();
          List<Thread> threads = new ArrayList<>();
          AtomicInteger begun = new AtomicInteger();
          Simulation.once(
              seed,
              world -> {
                for (int i = 0; i < 5; i++) {
                  threads.add(
                      world.start(
                          "endless",
                          () -> {
                            begun.incrementAndGet();
                            try {
                              while (true) {
                                world.threads().park();
                              }
                            } finally {
                              ended.incrementAndGet();
                            }
                          }));
                }
                world.threads().spin();
              });
          assertThat(ended).hasValue(begun.get());
          for (Thread thread : threads) {
            if (thread.getState() != Thread.State.NEW) {
              thread.join(Duration.ofSeconds(10));
              assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
            }
          }
        });
  }

  @Test
  void bootsAgainOnWhatAPowerCutLeft() {
    Set<String> seen = new TreeSet<>();
    Seeds.each(
        200,
        seed ->
            Simulation.run(
                seed,
                sim -> {
                  sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(3)));
                  List<String> acknowledged = new ArrayList<>();
                  End end =
                      sim.boot(world -> {
                        DiskFile file = world.disk().open(A, Mode.CREATE);
                        world.disk().syncFolder(Path.of("/"));
                        file.writeFully(0, Bytes.utf8("x").buffer());
                        file.sync();
                        acknowledged.add("x");
                      });
                  assertThat(end).isEqualTo(End.POWER_CUT);
                  assertThat(acknowledged).isEmpty();
                  sim.boot(world -> {
                    boolean there = world.disk().exists(A);
                    seen.add(there ? "'" + world.disk().readAll(A).text() + "'" : "no file");
                  });
                }));
    assertThat(seen).contains("no file", "''", "'x'");
  }

  @Test
  void cutsThePowerAtAnyStepAndStopsEveryThread() {
    Seeds.each(
        200,
        seed ->
            Simulation.run(
                seed,
                sim -> {
                  sim.cutPowerAtStep(1 + sim.random().nextInt(100));
                  int[] after = {0};
                  End end =
                      sim.boot(world -> {
                        Runnable endless =
                            () -> {
                              while (true) {
                                world.threads().spin();
                                after[0] += world.disk().isOff() ? 1 : 0;
                              }
                            };
                        world.start("one", endless);
                        world.start("two", endless);
                        endless.run();
                      });
                  assertThat(end).isEqualTo(End.POWER_CUT);
                  assertThat(sim.boot(_ -> {})).isEqualTo(End.RETURNED);
                }));
  }

  @Test
  void keepsWhatWasWrittenWhenTheProcessIsKilled() {
    Simulation.run(
        1,
        sim -> {
          End end =
              sim.boot(world -> {
                try (DiskFile file = world.disk().open(A, Mode.CREATE)) {
                  file.writeFully(0, Bytes.utf8("x").buffer());
                }
                world.kill();
              });
          assertThat(end).isEqualTo(End.KILLED);
          assertThat(sim.disk().peek(A).text()).isEqualTo("x");
          sim.killAtStep(1);
          assertThat(sim.boot(world -> world.threads().park())).isEqualTo(End.KILLED);
          assertThat(sim.boot(World::cutPower)).isEqualTo(End.POWER_CUT);
        });
  }

  @Test
  void doesNotTakeTheUnwindingOfAPowerCutForAFailure() {
    Simulation.run(
        1,
        sim ->
            assertThat(
                    sim.boot(world -> {
                      try {
                        world.cutPower();
                      } catch (PowerCut e) {
                        throw new IllegalStateException("the world is gone", e);
                      }
                    }))
                .isEqualTo(End.POWER_CUT));
  }

  @Test
  void saysWhoGoesOnWithoutPower() {
    assertThatExceptionOfType(SimulationFailure.class)
        .isThrownBy(() ->
            Simulation.once(
                1,
                world -> {
                  world.start(
                      "stubborn",
                      () -> {
                        while (true) {
                          try {
                            world.threads().park();
                          } catch (PowerCut _) {
                            // Goes on, which is what the test is about.
                          }
                        }
                      });
                  world.awaitIdle();
                }))
        .withMessageContaining("thread 'stubborn' goes on calling ports without power");
  }

  @Test
  void saysWhoBlocksOutsideThePorts() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatExceptionOfType(SimulationFailure.class)
        .isThrownBy(() ->
            Simulation.run(
                9,
                sim -> {
                  sim.stallAfter(Duration.ofMillis(300));
                  sim.boot(world -> {
                    Thread blocked =
                        world.start(
                            "blocked",
                            () -> {
                              try {
                                never.await();
                              } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                              }
                            });
                    world.join(blocked);
                  });
                }))
        .withMessageStartingWith("seed 9: a thread blocks outside the ports")
        .withMessageContaining("blocked: ")
        .withMessageContaining("SimulationTest");
  }

  @Test
  void saysWhenAMonitorIsHeldAcrossAPortCall() {
    Object monitor = new Object();
    List<String> failures = new ArrayList<>();
    for (long seed = 0; seed < 20 && failures.isEmpty(); seed++) {
      try {
        Simulation.run(
            seed,
            sim -> {
              sim.stallAfter(Duration.ofMillis(300));
              sim.boot(world -> {
                Runnable body =
                    () -> {
                      synchronized (monitor) {
                        world.threads().spin();
                      }
                    };
                world.join(world.start("holder", body));
                Thread one = world.start("one", body);
                Thread two = world.start("two", body);
                world.join(one);
                world.join(two);
              });
            });
      } catch (SimulationFailure e) {
        failures.add(e.getMessage());
      }
    }
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).contains("a thread blocks outside the ports");
  }

  @Test
  void stopsALoopThatNeverParks() {
    assertThatExceptionOfType(SimulationFailure.class)
        .isThrownBy(() ->
            Simulation.run(
                1,
                sim -> {
                  sim.stepsMax(10_000);
                  sim.boot(world -> {
                    while (true) {
                      world.threads().spin();
                    }
                  });
                }))
        .withMessageContaining("no end after 10000 steps");
  }

  @Test
  void refusesThePortsToAThreadFromOutside() {
    Simulation.once(
        1,
        world -> {
          List<String> refusals = new ArrayList<>();
          Thread outside =
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      world.threads().park();
                    } catch (IllegalStateException e) {
                      refusals.add(e.getMessage());
                    }
                  });
          outside.join();
          assertThat(refusals)
              .singleElement()
              .asString()
              .contains("is not a thread of the simulation");
        });
  }

  /**
   * Three hundred a second is what a hunt through schedules needs; the limit leaves room for a busy
   * machine.
   */
  @Test
  void runsHundredsOfSmallSimulationsASecond() {
    long start = System.nanoTime();
    long steps = 0;
    int count = 1_000;
    for (long seed = 0; seed < count; seed++) {
      int[] size = {story(seed).size()};
      steps += size[0];
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(steps).isPositive();
    assertThat(count / seconds).as("simulations a second").isGreaterThan(100);
  }
}
