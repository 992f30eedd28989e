package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A log that is written to by several threads through a few boots, each of which ends at any moment
 * in a power cut, a kill, or not at all. After each of them everything that was acknowledged or
 * handed out before must be there.
 */
final class CrashCourse {
  private static final LogConfig CONFIG = new LogConfig(12 << 10, 64 << 10, 4 << 10);
  private static final int WRITERS = 3;
  private static final int BOOTS = 4;

  private final Simulation simulation;
  private final Fault fault;
  private final SplittableRandom random;

  /** The bodies that are there for good, by position. */
  private final List<Bytes> durable = new ArrayList<>();

  /** Every group ever handed in, by the body of its first record. */
  private final Map<Bytes, List<Bytes>> handedIn = new HashMap<>();

  /** Faults beside those that end a boot come from {@code fault}. */
  CrashCourse(Simulation simulation, Fault fault) {
    this.simulation = simulation;
    this.fault = fault;
    this.random = simulation.random();
  }

  void run() {
    for (int boot = 0; boot < BOOTS; boot++) {
      simulation.disk().faults(fault.or(ending()));
      simulation.boot(this::live);
    }
    simulation.disk().faults(fault);
    simulation.boot(world -> {
      Journal journal = new Journal();
      try (Log log = open(world, journal)) {
        check(log, journal);
      }
    });
  }

  private Fault ending() {
    int soon = random.nextBoolean() ? 14 : 160;
    return switch (random.nextInt(6)) {
      case 0 -> {
        simulation.killAtStep(random.nextInt(40 * soon));
        yield Fault.none();
      }
      case 1 -> Fault.failSync(random.nextInt(soon));
      case 2 -> Fault.failSync(random.nextInt(soon)).or(Fault.cutAtChange(random.nextInt(160)));
      default -> Fault.cutAtChange(random.nextInt(soon));
    };
  }

  private void live(World world) {
    Journal journal = new Journal();
    Log log;
    try {
      log = open(world, journal);
    } catch (LogException.Unavailable e) {
      // A sync failed before there was a log to be poisoned: nobody was told anything.
      return;
    }
    check(log, journal);
    boolean healthy = write(world, log);
    if (healthy) {
      log.close();
    } else {
      goOnAfterPoison(world, log);
    }
  }

  private void goOnAfterPoison(World world, Log log) {
    Journal fresh = new Journal();
    try (Log again = log.reopen(List.of(fresh))) {
      assertThat(again.end().value()).as("only what was acknowledged").isEqualTo(durable.size());
      check(again, fresh);
      write(world, again);
    }
  }

  private Log open(World world, Journal journal) {
    return Log.open(
        CONFIG,
        Place.LOG,
        Place.INDEX,
        Place.HOME,
        world.disk(),
        world.clock(),
        world.entropy(),
        world.threads(),
        List.of(journal));
  }

  /** Has all writers append; false if the log was poisoned meanwhile. */
  private boolean write(World world, Log log) {
    boolean[] healthy = {true};
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      SplittableRandom own = random.split();
      writers.add(
          world.start(
              "writer " + i,
              () -> {
                for (int count = own.nextInt(12); count > 0 && healthy[0]; count--) {
                  healthy[0] &= append(world, log, own);
                }
              }));
    }
    writers.forEach(world::join);
    return healthy[0];
  }

  /** Appends a group, or is told why not; false if the log is poisoned. */
  private boolean append(World world, Log log, SplittableRandom own) {
    Kept group = new Kept(world, own);
    log.submit(group);
    try {
      group.done.await();
      return true;
    } catch (LogException.Unavailable e) {
      // The next segment could not be made; the log lives.
      return true;
    } catch (LogException.Poisoned e) {
      return false;
    }
  }

  /** Everything recovered is a run of whole groups that begins with what is there for good. */
  private void check(Log log, Journal journal) {
    List<Bytes> found = Place.bodies(log, 0);
    assertThat(journal.bodies()).as("what the index was told").isEqualTo(found);
    assertThat(found.size()).as("records found").isGreaterThanOrEqualTo(durable.size());
    assertThat(found.subList(0, durable.size())).as("what was acknowledged").isEqualTo(durable);
    for (int at = durable.size(); at < found.size(); ) {
      List<Bytes> group = handedIn.get(found.get(at));
      assertThat(group).as("a group that was handed in, at %s", at).isNotNull();
      assertThat(found.subList(at, Math.min(found.size(), at + group.size()))).isEqualTo(group);
      at += group.size();
    }
    for (int at = 0; at < found.size(); at += 3) {
      assertThat(log.read(new LogPosition(at)).body()).isEqualTo(found.get(at));
    }
    durable.addAll(found.subList(durable.size(), found.size()));
  }

  /** A group that joins what is there for good when it is told so. */
  private final class Kept implements Submission {
    private final List<Bytes> bodies = new ArrayList<>();
    private final Pending<LogPosition> done;

    Kept(World world, SplittableRandom random) {
      done = new Pending<>(world.threads());
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        byte[] body = new byte[8 + random.nextInt(random.nextInt(8) == 0 ? 9000 : 900)];
        random.nextBytes(body);
        bodies.add(Bytes.wrap(body));
      }
      handedIn.put(bodies.getFirst(), bodies);
    }

    @Override
    public long sizeBytesMax() {
      return bodies.stream().mapToLong(body -> Group.commit(body).sizeBytes()).sum();
    }

    @Override
    public List<LogRecord> prepare(LogPosition first) {
      return bodies.stream().map(Group::commit).toList();
    }

    @Override
    public void committed(LogPosition first) {
      assertThat(first.value()).isEqualTo(durable.size());
      durable.addAll(bodies);
      done.complete(first);
    }

    @Override
    public void failed(LogException cause) {
      done.fail(cause);
    }
  }
}
