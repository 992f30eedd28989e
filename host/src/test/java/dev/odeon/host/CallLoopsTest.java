package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunResult;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.host.wasi.WasiCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests that call the host again and again without end, and give it as little as they can. */
class CallLoopsTest {
  private static final String SEND = "theater:simple/message-server-client#handle-send";

  /** More time than any of them needs, so that what ends them is a count, never the clock. */
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofMinutes(5));

  private static final PluginContext CONTEXT =
      new PluginContext() {
        @Override
        public long timeMillis() {
          return 1;
        }

        @Override
        public Bytes seed() {
          return Bytes.wrap(new byte[16]);
        }
      };

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  @ParameterizedTest
  @CsvSource({
    "runtime, log, 2, false",
    "runtime, get-chain, 1, false",
    "runtime, shutdown, 4, false",
    "timing, now, 0, true",
    "random, random-bytes, 2, false",
    "random, generate-uuid, 1, false",
    "message-server-host, respond-to-request, 5, false",
    "store, new, 1, false",
    "store, list-labels, 3, false",
    "store, store-at-label, 7, false"
  })
  void endsAnActorThatHasTooManyCallsRecorded(
      String capability, String function, int parameters, boolean answers) {
    GuestModule guest = actor(capability, function, parameters, answers);
    HostCallBoundary live = HostCallBoundary.live(new FixedTurn(), true, IntentLog.NONE);

    RunResult<Object> first = send(guest, live);
    HostCallBoundary replay = HostCallBoundary.replaying(new FixedTurn(), true, live.records());
    RunResult<Object> second = send(guest, replay);

    assertThat(first.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    assertThat(live.records()).hasSize(HostCallBoundary.CALLS_MAX);
    assertThat(live.log().recordedBytes()).isLessThanOrEqualTo(LIMITS.outputBytesMax());
    assertThat(second).isEqualTo(first);
    assertThat(replay.records()).isEqualTo(live.records());
  }

  @Test
  void countsWhatAnEmptyLogLineTakesInABlock() {
    HostCallBoundary boundary = HostCallBoundary.live(new FixedTurn(), true, IntentLog.NONE);

    RunResult<Object> result =
        actor("runtime", "log", 2, false)
            .call(
                SEND,
                List.of(Optional.empty(), List.of(Bytes.empty())),
                boundary,
                LIMITS.withOutputBytesMax(100_000));

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    assertThat(boundary.records().size()).isBetween(500, 1_600);
  }

  @Test
  void chargesForLogLinesThatAreNotRecorded() {
    HostCallBoundary boundary = HostCallBoundary.live(new FixedTurn(), false, IntentLog.NONE);

    RunResult<Object> result =
        actor("runtime", "log", 2, false)
            .call(SEND, List.of(Optional.empty(), List.of(Bytes.empty())), boundary, limits(100));

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
    assertThat(boundary.records()).isEmpty();
  }

  @Test
  void letsAStoreBeChangedOnlySoOften() {
    HostCallBoundary boundary = HostCallBoundary.live(new FixedTurn(), true, IntentLog.NONE);

    RunResult<Object> _ =
        actor("store", "new", 1, false)
            .call(
                SEND,
                List.of(Optional.empty(), List.of(Bytes.empty())),
                boundary,
                LIMITS.withOutputBytesMax(1 << 19));

    assertThat(boundary.records().stream().filter(HostCallRecord.Posted.class::isInstance))
        .hasSize(1_024);
  }

  @ParameterizedTest
  @CsvSource({
    "log, 2, false",
    "output, 2, false",
    "get_state, 2, true",
    "read_state, 2, true",
    "set_state, 4, false"
  })
  void endsAPluginThatCallsForEver(String function, int parameters, boolean answers) {
    PluginModule plugin =
        PluginModule.of(
            engine.compile(
                wasm(
                    loop(PluginFunction.MODULE, function, parameters, answers)
                        + "(func (export \"process\") (param i32 i32) (result i32)"
                        + " (call $loop) (i32.const 0))")));

    PluginResult result =
        plugin.run(Bytes.empty(), CONTEXT, PluginState.of(null), limits(100), new Cancellation());

    assertThat(result.outcome())
        .isIn(
            new Outcome.Exhausted(Outcome.Limit.FUEL), new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    assertThat(result.output().size()).isLessThanOrEqualTo((int) LIMITS.outputBytesMax());
  }

  @Test
  void boundsTheKeysOfAPluginsState() {
    PluginModule plugin =
        PluginModule.of(
            engine.compile(
                wasm(
                    """
                    (import "host" "set_state" (func $set (param i32 i32 i32 i32)))
                    (memory (export "memory") 1)
                    (func (export "process") (param i32 i32) (result i32)
                      (loop $more
                        (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                        (call $set (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0))
                        (br $more))
                      unreachable)
                    """)));
    PluginState state = PluginState.of(null);

    PluginResult result =
        plugin.run(
            Bytes.empty(), CONTEXT, state, LIMITS.withOutputBytesMax(1 << 20), new Cancellation());

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    assertThat(state.get(Bytes.ofHex("01000000"))).isEqualTo(Bytes.empty());
    assertThat(state.get(Bytes.ofHex("00400000"))).as("the 16,384th").isNull();
  }

  /** The vectors begin at 64 and are all empty; 1,024 are as many as one call may have. */
  @ParameterizedTest
  @CsvSource({
    "fd_write, (i32.const 1) (i32.const 64) (i32.const 1024) (i32.const 0)",
    "fd_write, (i32.const 2) (i32.const 64) (i32.const 0) (i32.const 0)",
    "fd_read, (i32.const 0) (i32.const 64) (i32.const 1024) (i32.const 0)",
    "random_get, (i32.const 0) (i32.const 60000)",
    "sched_yield, ''",
    "poll_oneoff, (i32.const 64) (i32.const 512) (i32.const 100) (i32.const 0)"
  })
  void endsACommandThatCallsForEver(String function, String arguments) {
    int parameters = arguments.isEmpty() ? 0 : arguments.split("\\) ").length;
    PluginModule command =
        PluginModule.of(
            engine.compile(
                wasm(
                    loop(WasiCommand.MODULE, function, arguments, parameters, true)
                        + "(func (export \"_start\") (call $loop))")),
            WasiCommand.FORM);

    PluginResult result =
        command.run(Bytes.empty(), CONTEXT, null, limits(100), new Cancellation());

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
  }

  /** The fuel of so many milliseconds, and time enough to use it up. */
  private static Limits limits(int millis) {
    return LIMITS.withFuel(Limits.fuelFor(Duration.ofMillis(millis)));
  }

  private static RunResult<Object> send(GuestModule guest, HostCallBoundary boundary) {
    return guest.call(
        SEND, List.of(Optional.empty(), List.of(Bytes.empty())), boundary, limits(500));
  }

  private GuestModule actor(String capability, String function, int parameters, boolean answers) {
    String text =
        loop("theater:simple/" + capability, function, parameters, answers)
            + """
            (data (i32.const 16) "default")
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8192))
            (func (export "theater:simple/actor#init")
              (param i32 i32 i32 i32 i32) (result i32) (i32.const 4096))
            (func (export "theater:simple/message-server-client#handle-send")
              (param i32 i32 i32 i32 i32) (result i32) (call $loop) unreachable)
            """;
    return GuestModule.link(
        engine.compile(wasm(text)),
        Contract.actor(),
        Grants.whole(OwnCapabilities.all(), Set.of(capability)),
        OwnCapabilities.all());
  }

  private static String loop(String module, String function, int parameters, boolean answers) {
    return loop(module, function, arguments(function, parameters), parameters, answers);
  }

  private static String loop(
      String module, String function, String arguments, int parameters, boolean answers) {
    String type = "(param" + " i32".repeat(parameters) + ")" + (answers ? result(function) : "");
    String call = "(call $host " + arguments + ")";
    return """
    (import "%s" "%s" (func $host %s))
    (memory (export "memory") 2)
    (func $loop (loop $more %s (br $more)))
    """
        .formatted(module, function, type, answers ? "(drop " + call + ")" : call);
  }

  private static String result(String function) {
    return function.equals("now") ? " (result i64)" : " (result i32)";
  }

  /** Nothing of anything, but for the store, which is named, and a place for the answer. */
  private static String arguments(String function, int parameters) {
    return switch (function) {
      case "list-labels" -> numbers(16, 7, 512);
      case "store-at-label" -> numbers(16, 7, 17, 1, 0, 0, 512);
      case "get-chain", "generate-uuid", "new" -> numbers(512);
      case "random-bytes" -> numbers(0, 512);
      case "shutdown" -> numbers(0, 0, 0, 512);
      case "respond-to-request" -> numbers(0, 0, 0, 0, 512);
      default -> numbers(new int[parameters]);
    };
  }

  private static String numbers(int... numbers) {
    return IntStream.of(numbers)
        .mapToObj("(i32.const %d)"::formatted)
        .collect(Collectors.joining(" "));
  }

  private static Bytes wasm(String fields) {
    return Bytes.wrap(Wat2Wasm.parse("(module " + fields + ")"));
  }
}
