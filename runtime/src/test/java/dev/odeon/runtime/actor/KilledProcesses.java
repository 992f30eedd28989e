package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.runtime.actor.CrashPointProcess.Run;
import dev.odeon.runtime.actor.CrashPointProcess.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Processes that are killed with SIGKILL at a named point, and their homes, which are opened again.
 * Nothing acknowledged is lost, nothing happens twice, all is in its order, each chain is replayed
 * to the same, and the home verifies.
 */
final class KilledProcesses {
  /** By SIGKILL, as the JVM tells it. */
  private static final int KILLED = 137;

  private final Path folder;
  private final Path fresh;

  /** The blocks that were acknowledged, by the ids of their messages. */
  private final Map<String, String> acknowledged = new HashMap<>();

  private int homes;

  /**
   * Where a process may be killed: in what it does, and when it is there the {@code time}th time.
   */
  record Place(Scenario scenario, String point, int time) {}

  /**
   * In homes that are made in {@code folder}.
   *
   * @throws IOException if they cannot be made there
   */
  KilledProcesses(Path folder) throws IOException {
    this.folder = folder;
    this.fresh = Files.createDirectory(folder.resolve("fresh"));
    try (Run run = Run.open(fresh, "", _ -> {}, (_, _) -> {})) {
      run.ready(); // what the modules are compiled to is in each copy
    }
  }

  static Place at(Scenario scenario, CrashPoint point) {
    return at(scenario, point, 1);
  }

  static Place at(Scenario scenario, CrashPoint point, int time) {
    return new Place(scenario, point.name(), time);
  }

  static final List<Place> MESSAGES =
      List.of(
          at(Scenario.SEND, CrashPoint.TURN_RAN),
          at(Scenario.SEND, CrashPoint.BLOCK_DURABLE),
          at(Scenario.SEND, CrashPoint.MESSAGE_SENT),
          at(Scenario.SEND, CrashPoint.MESSAGE_HANDED_IN),
          at(Scenario.SEND, CrashPoint.MESSAGE_CLOSED),
          at(Scenario.SEND, CrashPoint.OUTBOX_MARK_DUE),
          at(Scenario.SEND, CrashPoint.OUTBOX_MARK_WRITTEN));

  static final List<Place> LOST_MESSAGES =
      List.of(
          at(Scenario.FAILING, CrashPoint.MESSAGE_FAILED),
          at(Scenario.FAILING, CrashPoint.MESSAGE_DEAD),
          at(Scenario.FAILING, CrashPoint.MESSAGE_CLOSED),
          at(Scenario.LOST, CrashPoint.MESSAGE_LOST),
          at(Scenario.LOST, CrashPoint.MESSAGE_SETTLED));

  static final List<Place> INTENTS =
      List.of(
          at(Scenario.ASK, CrashPoint.REQUEST_INTENDED),
          at(Scenario.ASK, CrashPoint.REQUEST_ASKED, 2),
          at(Scenario.ASK, CrashPoint.REQUEST_ANSWERED),
          at(Scenario.ASK, CrashPoint.TURN_RAN, 3), // the asker's
          at(Scenario.ASK, CrashPoint.BLOCK_DURABLE, 3),
          new Place(Scenario.PAY, CrashPointProcess.CALL_BEGINS, 1),
          new Place(Scenario.PAY, CrashPointProcess.CALL_ANSWERED, 2),
          at(Scenario.PAY, CrashPoint.TURN_RAN),
          at(Scenario.PAY, CrashPoint.BLOCK_DURABLE));

  static final List<Place> TIMERS =
      List.of(
          at(Scenario.TIMER, CrashPoint.BLOCK_DURABLE), // it is set
          at(Scenario.TIMER, CrashPoint.TIMER_DUE),
          at(Scenario.TIMER, CrashPoint.TURN_RAN, 2),
          new Place(Scenario.TIMER, CrashPointProcess.TIMER_FIRED, 1),
          at(Scenario.TIMER, CrashPoint.TIMER_DONE),
          at(Scenario.CANCEL, CrashPoint.TURN_RAN, 2),
          at(Scenario.CANCEL, CrashPoint.BLOCK_DURABLE, 2),
          at(Scenario.FAILING_TIMER, CrashPoint.TIMER_GIVEN_UP),
          new Place(Scenario.FAILING_TIMER, CrashPointProcess.TIMER_DEAD, 1));

  /** All of them. */
  static Stream<Place> all() {
    return Stream.of(MESSAGES, LOST_MESSAGES, INTENTS, TIMERS).flatMap(List::stream);
  }

  /**
   * Kills a process at each of {@code places}, in a home of its own, and has another do the same
   * again.
   *
   * @throws AssertionError if a place is not reached, or a promise is broken
   */
  void killAtEach(List<Place> places) throws Exception {
    for (Place place : places) {
      acknowledged.clear();
      Path home = home();
      assertThat(kill(home, place, "m-")).as("%s is reached", place).isTrue();
      try (Run run = Run.open(home, "m-", _ -> {}, (id, block) -> acknowledge(id, block.hash()))) {
        place.scenario().run(run);
        check(home, run).isDone(List.of());
      } catch (AssertionError e) {
        throw new AssertionError(place + ": " + e.getMessage(), e);
      }
      verify(home);
    }
  }

  /**
   * Kills one process after the other in one home, each in the midst of what the one before left.
   *
   * @param more whether to go on
   * @return how many were killed
   */
  int killAgainAndAgain(SplittableRandom random, BooleanSupplier more) throws Exception {
    List<Place> places = all().toList();
    Path home = home();
    int killed = 0;
    for (int round = 0; more.getAsBoolean(); round++) {
      Place one = places.get(random.nextInt(places.size()));
      Place place = new Place(one.scenario(), one.point(), 1 + random.nextInt(3));
      killed += kill(home, place, round + "-") ? 1 : 0;
    }
    try (Run run = Run.open(home, "last-", _ -> {}, (_, _) -> {})) {
      // Whatever timer is left of one that was killed: it may be of the year 2100.
      run.tell(
          CrashPointProcess.ACTORS.getFirst(), "end", ScriptedGuest.Script.empty().cancel("t"));
      run.fired();
      run.delivered();
      check(home, run).isDone(List.of());
    }
    verify(home);
    return killed;
  }

  private Path home() throws IOException {
    Path home = folder.resolve("home-" + homes++);
    try (Stream<Path> files = Files.walk(fresh)) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(fresh.relativize(file).toString()));
      }
    }
    return home;
  }

  /** What is told again of a message is what was told before. */
  private void acknowledge(String id, Object hash) {
    String before = acknowledged.putIfAbsent(id, hash.toString());
    assertThat(before == null ? hash.toString() : before).as(id).isEqualTo(hash.toString());
  }

  private HistoryCheck check(Path home, Run run) throws IOException {
    HistoryCheck check = HistoryCheck.of(run.node(), CrashPointProcess.ACTORS);
    acknowledged.forEach((id, hash) -> {
      assertThat(check.fromOutside()).as("acknowledged").containsKey(id);
      assertThat(check.fromOutside().get(id).hash()).as(id).hasToString(hash);
    });
    assertThat(run.node().actors().chains().openIntents()).isEmpty();
    if (Files.exists(home.resolve("paid"))) {
      // The call repeats under its key.
      List<String> keys = Files.readAllLines(home.resolve("paid"));
      assertThat(keys.stream().distinct().count()).as("%s", keys).isEqualTo(payments(run));
    }
    return check;
  }

  private static long payments(Run run) {
    return run.node().blocks(CrashPointProcess.ACTORS.getLast()).stream()
        .flatMap(block -> block.events().stream())
        .filter(event -> event.name().equals(Till.PAY))
        .count();
  }

  private static void verify(Path home) {
    HistoryCheck.verifies(Ports.system(), home.resolve("home"));
  }

  /** Whether the process was killed, or else was done before it came there. */
  private boolean kill(Path home, Place place, String prefix)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashPointProcess.class.getName(),
                home.toString(),
                place.scenario().name(),
                prefix,
                place.point(),
                Integer.toString(place.time()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    boolean over = false;
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        over |= line.equals("over");
        if (words.length == 2) {
          acknowledge(words[0], words[1]);
        }
      }
    }
    int exit = child.waitFor();
    assertThat(exit).as("%s: how the process ended", place).isEqualTo(over ? 0 : KILLED);
    return !over;
  }
}
