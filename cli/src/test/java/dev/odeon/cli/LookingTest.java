package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look at a home, without a server, in which an actor has something to do. */
class LookingTest {
  /** Sends what it is told to the actor b. */
  private static final String SENDS =
      """
      (module
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 2)
        (data (i32.const 900) "b")
        (global $at (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 16))
        (func (export "theater:simple/message-server-client#handle-send")
          (param i32 i32 i32) (param $body i32) (param $length i32) (result i32)
          (call $send (i32.const 900) (i32.const 1) (local.get $body) (local.get $length)
            (i32.const 640))
          (i32.const 16)))
      """;

  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;
  private Path home;

  /** That of the machine, a day late. */
  private record LateClock(Clock system) implements Clock {
    @Override
    public long millis() {
      return system.millis() - DAY.toMillis();
    }

    @Override
    public long nanos() {
      return system.nanos();
    }
  }

  /** Leaves a timer that is overdue, and a message that is not delivered. */
  @BeforeEach
  void leaveWork() {
    home = folder.resolve("home");
    Clock clock = new LateClock(Clock.system());
    Ports ports = new Ports(clock, Entropy.system(), Disk.system(), Threads.system());
    try (Actors actors = Actors.open(home, ports, Settings.defaults())) {
      Bytes sends = Bytes.wrap(Wat2Wasm.parse(SENDS));
      start(actors, "a", "message-server-host = true", sends);
      start(actors, "b", "", Bytes.wrap(SampleGuests.module("counter")));
      start(actors, "t", "timers = true", Bytes.wrap(SampleGuests.module("probe/alarms")));
      long due = clock.millis() + Duration.ofHours(1).toMillis();
      String set = "s|tea|" + due + "|ready";
      assertThat(actors.request(Key.actor("t"), "set", Bytes.utf8(set)).text()).isEqualTo("ok");
      assertThat(actors.pauses().pauseHome()).isTrue();
      actors.lifecycle().resume(Key.actor("a"), "to send");
      Message message = Message.send(Key.actor("a"), "send", Bytes.utf8("inc"));
      assertThat(actors.deliver(message))
          .isInstanceOfSatisfying(
              Delivery.Accepted.class,
              accepted ->
                  assertThat(accepted.answer().await())
                      .isInstanceOfSatisfying(
                          Answer.Completed.class,
                          done -> assertThat(done.outcome()).isEqualTo(Outcome.RETURNED)));
      assertThat(actors.workload().outboxWaiting()).isOne();
    }
  }

  private static void start(Actors actors, String id, String grants, Bytes module) {
    String manifest = "module = \"x.wasm\"\n[grants]\n" + grants + "\n";
    actors
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("x.toml", Bytes.utf8(manifest), actors.capabilities()),
            module);
  }

  private Run odeon(String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(new byte[0], line.toArray(String[]::new));
  }

  private Map<String, Hash> log() throws IOException {
    Map<String, Hash> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home.resolve("log"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Hash.of(Bytes.wrap(Files.readAllBytes(file))));
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  @Test
  void leaveEveryByteOfTheLog() throws IOException {
    Map<String, Hash> before = log();
    for (String command :
        List.of(
            "actor list",
            "actor events a",
            "actor events --all",
            "actor show b",
            "actor state a",
            "actor logs a",
            "actor timers t",
            "actor requests b",
            "actor letters b",
            "replay a",
            "status",
            "metrics",
            "list",
            "head",
            "verify",
            "store list",
            "store gc")) {
      Run run = odeon(command.split(" "));
      assertThat(run.exit()).as(command).isEqualTo(Exit.DONE);
      assertThat(log()).as(command).isEqualTo(before);
    }
  }

  @Test
  void leaveABackupAsItIs() throws IOException {
    Path backup = folder.resolve("backup");
    assertThat(odeon("backup", backup.toString()).exit()).isEqualTo(Exit.DONE);
    home = backup;
    Map<String, Hash> before = log();
    assertThat(odeon("actor", "list").out()).contains("a", "b", "t");
    assertThat(odeon("actor", "timers", "t").out()).contains("tea");
    assertThat(log()).isEqualTo(before);
  }

  @Test
  void letWhatWaitsGoOnOnceAnActorGetsAMessage() {
    assertThat(odeon("actor", "events", "b").out()).doesNotContain("handle-send");
    assertThat(odeon("actor", "timers", "t").out()).contains("tea");
    assertThat(odeon("actor", "message", "b", "inc").exit()).isEqualTo(Exit.DONE);
    assertThat(odeon("actor", "timers", "t").out()).doesNotContain("tea");
    assertThat(odeon("actor", "events", "t").out()).contains("fired");
    assertThat(odeon("actor", "show", "b", "--json").out()).contains("\"height\":2");
  }
}
