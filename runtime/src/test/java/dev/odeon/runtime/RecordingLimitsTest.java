package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.store.StoreConfig;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A turn that records as much as it can: its block, its replay, and the message after it. */
class RecordingLimitsTest {
  private static final Key KEY = Key.actor("k");

  /** A message with a body makes the call without end; one without returns. */
  private static final String LOOPS =
      """
      (module
        (import "theater:simple/%s" "%s" (func $host %s))
        (memory (export "memory") 2)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8192))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 4096))
        (func (export "theater:simple/message-server-client#handle-send")
          (param i32 i32 i32 i32 i32) (result i32)
          (if (local.get 4) (then (loop $more %s (br $more))))
          (i32.const 4096)))
      """;

  @AutoClose
  private final TestNode node =
      TestNode.open(
          new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system()),
          settings(),
          dedup -> dedup);

  /** With the output that there is by default, and time for all of it on any machine. */
  private static Settings settings() {
    Settings small = TestNode.settings();
    return new Settings(
        small.guestThreads(),
        small.guestStackBytes(),
        small.parkedGuests(),
        small.memoryBytes(),
        small.allGuestsBytes(),
        small.tableElements(),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        16L << 20,
        small.messageBytes(),
        small.mailboxCapacity(),
        small.outboxEntries(),
        small.deliveryAttempts(),
        small.unsyncedTurns(),
        small.cachedStateBytes(),
        small.requestAge(),
        small.openRequestAge(),
        small.openRequests(),
        small.dedupAge(),
        small.dedupCount(),
        small.loadsAtATime(),
        small.loadTime(),
        64L << 20,
        100,
        StoreConfig.defaults(),
        64L << 20,
        1_024,
        100,
        1_000,
        false,
        Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "runtime, log, (param i32 i32), (call $host (i32.const 0) (i32.const 0))",
    "random, random-bytes, (param i32 i32), (call $host (i32.const 65536) (i32.const 512))"
  })
  void endsWithABlockThatCanBeWrittenAndReplayed(
      String capability, String function, String type, String call) {
    Bytes module = Bytes.wrap(Wat2Wasm.parse(LOOPS.formatted(capability, function, type, call)));
    String manifest = "module = \"k.wasm\"\n[grants]\n%s = true\n".formatted(capability);
    node.actors()
        .lifecycle()
        .start(
            KEY,
            Manifest.parse("k.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            module);

    Answer.Completed endless = node.send("k", "on");
    Answer.Completed next = node.send("k", "");

    assertThat(endless.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    Block block = node.blocks("k").get(1);
    assertThat(block.eventCount()).isBetween(100, HostCallBoundary.CALLS_MAX + 1);
    assertThat(block.size()).isLessThan((16L << 20) + (1 << 18));
    assertThat(next.outcome()).isEqualTo(Outcome.RETURNED);
    ReplayReport replay = node.actors().history().replay(KEY, _ -> {});
    assertThat(replay.equal()).isTrue();
    assertThat(replay.asRecorded()).isZero();
  }
}
