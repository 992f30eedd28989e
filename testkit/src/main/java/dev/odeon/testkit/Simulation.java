package dev.odeon.testkit;

import dev.odeon.testkit.World.End;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A simulated machine: it boots, runs production code on seeded threads, loses power, and boots
 * again on the disk that survived. The same seed gives the same run, step by step, as long as the
 * code under test reaches the outside only through its ports.
 *
 * <pre>{@code
 * Simulation.run(seed, sim -> {
 *   sim.disk().faults(Fault.cutAtChange(sim.random().nextInt(100)));
 *   sim.boot(world -> ...);   // ends when its main thread returns or the power fails
 *   sim.boot(world -> ...);   // boots again from what survived
 * });
 * }</pre>
 */
public final class Simulation {
  private static final long STEPS_MAX = 5_000_000;

  private final long seed;
  private final SplittableRandom random;
  private final SimClock clock = new SimClock();
  private SimDisk disk;
  private Duration stall = Duration.ofSeconds(5);
  private long stepsMax = STEPS_MAX;
  private long endAtStep = Long.MAX_VALUE;
  private End endThen = End.POWER_CUT;
  private long fingerprint;
  private long steps;

  private Simulation(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.disk = new SimDisk(random.nextLong());
    disk.clock(clock);
  }

  /** A test of one seed. */
  @FunctionalInterface
  public interface Story {
    /**
     * Runs the test: boots, and what happens between them.
     *
     * @throws Exception if it fails
     */
    void tell(Simulation simulation) throws Exception;
  }

  /**
   * Runs {@code story} with {@code seed}.
   *
   * @throws SimulationFailure if anything in it fails; the message has the seed
   */
  public static void run(long seed, Story story) {
    Simulation simulation = new Simulation(seed);
    try {
      story.tell(simulation);
    } catch (Exception | AssertionError | PowerCut e) {
      throw new SimulationFailure("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /** Runs a story of one boot. */
  public static void once(long seed, World.Body body) {
    run(seed, simulation -> simulation.boot(body));
  }

  /** The disk of the next boot, to set faults and to inspect files. */
  public SimDisk disk() {
    return disk;
  }

  /** The clock of all boots. */
  public SimClock clock() {
    return clock;
  }

  /** Random numbers for the test's own choices. */
  public SplittableRandom random() {
    return random;
  }

  /** The seed of the simulation. */
  public long seed() {
    return seed;
  }

  /** Makes the power fail at port call number {@code step} of the next boot. */
  public void cutPowerAtStep(long step) {
    endAtStep = step;
    endThen = End.POWER_CUT;
  }

  /** Kills the process at port call number {@code step} of the next boot. */
  public void killAtStep(long step) {
    endAtStep = step;
    endThen = End.KILLED;
  }

  /**
   * Sets how long a thread may run without a port call before it counts as blocked outside the
   * ports. Default 5 seconds.
   */
  public void stallAfter(Duration time) {
    stall = time;
  }

  /** Sets the most port calls of a boot; more fail it. Default {@value #STEPS_MAX}. */
  public void stepsMax(long count) {
    stepsMax = count;
  }

  /** The number of port calls of the last boot. */
  public long steps() {
    return steps;
  }

  /** A hash of the schedules of all boots: different for runs that took different courses. */
  public long fingerprint() {
    return fingerprint;
  }

  /**
   * Boots: runs {@code body} as the main thread until it returns or the power fails. Then the next
   * port call of every remaining thread throws a {@link PowerCut}, and once all have ended, {@link
   * #disk} is the one of the next boot.
   *
   * @throws SimulationFailure if a thread failed, none could continue, or one blocked outside the
   *     ports
   */
  public End boot(World.Body body) {
    SimThreads threads = new SimThreads(clock, random.split(), stepsMax);
    threads.endAt(endAtStep, endThen);
    endAtStep = Long.MAX_VALUE;
    World world = new World(disk, clock, threads, new SeededEntropy(random.nextLong()));
    disk.attach(threads);
    End end;
    try {
      end = threads.run(() -> runMain(body, world), stall.toNanos());
    } finally {
      steps = threads.steps();
      fingerprint = fingerprint * 31 + threads.fingerprint();
    }
    disk = end == End.POWER_CUT ? disk.crash(random.nextLong()) : disk.kill();
    clock.advanceNanos(random.nextLong(10_000_000_000L));
    return end;
  }

  private static void runMain(World.Body body, World world) {
    try {
      body.run(world);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the main thread failed", e);
    }
  }
}
