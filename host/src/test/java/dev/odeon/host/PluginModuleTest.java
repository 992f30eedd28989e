package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.GuestFrame;
import dev.odeon.engine.Limits;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.wasi.WasiCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample plug-ins, and modules by hand that are none or behave badly. */
class PluginModuleTest {
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofMillis(1_500));

  /** WASI's error code for a descriptor that is not open. */
  private static final int EBADF = 8;

  private static final PluginContext CONTEXT =
      new PluginContext() {
        @Override
        public long timeMillis() {
          return 1_763_697_600_000L;
        }

        @Override
        public Bytes seed() {
          return Bytes.ofHex("fffffffffffffff60000000000000000");
        }
      };

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  @ParameterizedTest
  @CsvSource({
    "plugin/uppercase, 'Grüße 1', 'GRüßE 1'",
    "plugin/rot13, Hello, Uryyb",
    "plugin/hash, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  })
  void givesTheOutput(String name, String input, String output) {
    PluginResult result = run(sample(name), input);

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.returnCode()).isZero();
    assertThat(result.output().text()).isEqualTo(output);
    assertThat(result.onward()).isEqualTo(result.output());
    assertThat(result.fuel()).isPositive();
  }

  @Test
  void runsACommandOnItsStreams() {
    PluginResult result = run(sample("plugin/reverse"), "one\ntwo\n");

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.output().text()).isEqualTo("two\none\n");
    assertThat(result.fuel()).isPositive();
  }

  /**
   * The first folder would be descriptor 3; the exit code is the error that asking for it gives.
   */
  @Test
  void givesCommandsNoFolders() {
    PluginResult result =
        run(
            module(
                """
                (import "wasi_snapshot_preview1" "fd_prestat_get"
                  (func $granted (param i32 i32) (result i32)))
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1)
                (func (export "_start")
                  (call $exit (call $granted (i32.const 3) (i32.const 0))))
                """),
            "");

    assertThat(result.returnCode()).isEqualTo(EBADF);
  }

  /** Which reading of the clock it is, and which random bytes, is the caller's to say. */
  @Test
  void runsACommandAgainAsItRanBefore() {
    PluginModule command =
        module(
            """
            (import "wasi_snapshot_preview1" "clock_time_get"
              (func $clock (param i32 i64 i32) (result i32)))
            (import "wasi_snapshot_preview1" "random_get"
              (func $random (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_write"
              (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 0) "\\10\\00\\00\\00\\18\\00\\00\\00")
            (func (export "_start")
              (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 16)))
              (drop (call $random (i32.const 24) (i32.const 16)))
              (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
            """);

    assertThat(run(command, "").output().size()).isEqualTo(24);
    assertThat(run(command, "")).isEqualTo(run(command, ""));
  }

  @Test
  void givesTheEnvironmentToWhoTakesIt() {
    assertThat(run(sample("plugin/env-reader"), "").output().text())
        .contains("1763697600000000000")
        .contains("-10");
    assertThat(
            run(
                    module(
                        """
                        (import "host" "output" (func $output (param i32 i32)))
                        (memory (export "memory") 1)
                        (func (export "process") (param i32 i32 i32 i32) (result i32)
                          (call $output (local.get 0) (local.get 1))
                          (call $output (local.get 2) (local.get 3))
                          (i32.const 0))
                        """),
                    "x")
                .output()
                .text())
        .isEqualTo("x{\"timestamp\": 1763697600000000000, \"random_seed\": -10}");
  }

  @Test
  void takesTheLogForTheOutputOfOlderPlugins() {
    PluginResult result = run(sample("plugin/older"), "a Result = b");

    assertThat(result.output().text()).isEqualTo("working\nResult = a Result = b");
    assertThat(result.onward().text()).isEqualTo("b");
  }

  @Test
  void dropsTheLogOnceThereIsAnOutput() {
    PluginResult result =
        run(
            module(
                """
                (import "host" "log" (func $log (param i32 i32)))
                (import "host" "output" (func $output (param i32 i32)))
                (memory (export "memory") 1)
                (data (i32.const 0) "Result = 1")
                (func (export "process") (param i32 i32) (result i32)
                  (call $log (i32.const 0) (i32.const 10))
                  (call $output (i32.const 0) (i32.const 10))
                  (call $log (i32.const 0) (i32.const 10))
                  (i32.const 0))
                """),
            "");

    assertThat(result.output().text()).isEqualTo("Result = 1");
    assertThat(result.onward().text()).isEqualTo("Result = 1");
  }

  @Test
  void putsTheInputPastThePluginsOwnData() {
    PluginModule bare = sample("plugin/bare");

    for (String input : new String[] {"x", "y".repeat(100_000), "", "z"}) {
      assertThat(run(bare, input).output().text()).isEqualTo("data " + input);
    }
  }

  @Test
  void doesNotLetAPluginThatNeverGrowsReadPastItsMemoryAfterAnotherRun() {
    PluginModule reads =
        module(
            """
            (memory (export "memory") 1)
            (func (export "process") (param i32 i32) (result i32)
              (drop (i32.load8_u (i32.add (local.get 0) (i32.const 65536))))
              (i32.const 0))
            """);

    assertThat(run(reads, "x".repeat(65_537)).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(run(reads, "x").outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(run(reads, "x".repeat(65_537)).outcome()).isEqualTo(Outcome.RETURNED);
  }

  @Test
  void refusesAnInputThatHasNoPlace() {
    Outcome outcome =
        run(
                module(
                    """
                    (memory (export "memory") 1 1)
                    (func (export "process") (param i32 i32) (result i32) (i32.const 0))
                    """),
                "x")
            .outcome();
    PluginResult limited =
        sample("plugin/bare")
            .run(
                Bytes.utf8("x"),
                CONTEXT,
                null,
                LIMITS.withMemoryBytesMax(65_536),
                new Cancellation());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Trapped.class,
            trap -> assertThat(trap.kind()).isEqualTo(PluginModule.INVALID_INPUT));
    assertThat(limited.outcome())
        .isInstanceOfSatisfying(
            Outcome.Trapped.class,
            trap -> assertThat(trap.kind()).isEqualTo(PluginModule.INVALID_INPUT));
  }

  @Test
  void endsAPluginWhoseMemoryForTheInputIsNone() {
    Outcome outcome =
        run(
                module(
                    """
                    (memory (export "memory") 1)
                    (func (export "alloc") (param i32) (result i32) (i32.const 65530))
                    (func (export "process") (param i32 i32) (result i32) (i32.const 0))
                    """),
                "0123456789")
            .outcome();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Trapped.class, trap -> assertThat(trap.kind()).isEqualTo("out-of-bounds"));
  }

  @ParameterizedTest
  @CsvSource({
    "plugin/endless, TIME",
    "plugin/recurses, STACK",
    "plugin/eats-memory, MEMORY",
    "plugin/floods, OUTPUT"
  })
  void endsWhatReachesALimit(String name, Outcome.Limit limit) {
    PluginResult result = run(sample(name), "");

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(limit));
    assertThat(result.returnCode()).isEqualTo(-1);
  }

  @Test
  void endsWhatUsesUpItsFuel() {
    PluginResult result =
        sample("plugin/endless")
            .run(Bytes.empty(), CONTEXT, null, LIMITS.withFuel(1_000), new Cancellation());

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
  }

  @Test
  void tellsTheReturnCodeAndWhatWasPutOutBefore() {
    PluginResult result = run(sample("plugin/failing"), "42");

    assertThat(result.outcome()).isEqualTo(new Outcome.Rejected("return code 42"));
    assertThat(result.returnCode()).isEqualTo(42);
    assertThat(result.output().text()).isEqualTo("42");
  }

  @Test
  void tellsWhatATrappedRunSaidAndWhereItWas() {
    PluginResult result = run(sample("plugin/panics"), "");

    assertThat(result.outcome()).isEqualTo(new Outcome.Trapped("unreachable", "rust_panic"));
    assertThat(result.output().text()).isEqualTo("half of it");
    assertThat(result.diagnostics().log().text()).isEqualTo("began\npanicked at 'no such order'");
    assertThat(result.diagnostics().trace())
        .extracting(GuestFrame::name)
        .containsExactly("rust_panic", "begin_panic", "take_order", "process");
  }

  @Test
  void tellsTheLogOfATrappedRunThatPutNothingOut() {
    PluginResult result =
        run(
            module(
                """
                (import "host" "log" (func $log (param i32 i32)))
                (memory (export "memory") 1)
                (data (i32.const 0) "one line")
                (func (export "process") (param i32 i32) (result i32)
                  (call $log (i32.const 0) (i32.const 3))
                  (call $log (i32.const 4) (i32.const 4))
                  unreachable)
                """),
            "");

    assertThat(result.output()).isEqualTo(Bytes.empty());
    assertThat(result.diagnostics().log().text()).isEqualTo("one\nline");
  }

  @Test
  void keepsTheEndOfALongLogBesideTheOutput() {
    PluginResult result =
        run(
            module(
                """
                (import "host" "log" (func $log (param i32 i32)))
                (import "host" "output" (func $output (param i32 i32)))
                (memory (export "memory") 2)
                (data (i32.const 70000) "end")
                (func (export "process") (param i32 i32) (result i32)
                  (call $log (i32.const 0) (i32.const 70000))
                  (call $output (i32.const 70000) (i32.const 3))
                  (call $log (i32.const 70000) (i32.const 3))
                  (i32.const 0))
                """),
            "");

    assertThat(result.output().text()).isEqualTo("end");
    assertThat(result.diagnostics().log().size()).isEqualTo(65_536);
    assertThat(result.diagnostics().log().text()).endsWith("\0\nend");
  }

  @Test
  void saysNothingBesideTheOutputOfARunThatHasNothingToSay() {
    assertThat(run(sample("plugin/uppercase"), "a").diagnostics()).isSameAs(Diagnostics.NONE);
    assertThat(run(sample("plugin/older"), "a").diagnostics()).isSameAs(Diagnostics.NONE);
  }

  @Test
  void givesACommandItsArgumentsAndEnvironment() {
    PluginModule tour = sample("wasi/tour");

    assertThat(tour.isCommand()).isTrue();
    assertThat(output(tour, "arguments", "a b", "ü"))
        .isEqualTo("0=tour.wasm\n1=arguments\n2=a b\n3=ü\n");
    assertThat(output(tour, "environment", "NAME", "HOME")).isEqualTo("NAME=value\nHOME=(none)\n");
  }

  private static String output(PluginModule command, String... arguments) {
    CommandLine line =
        new CommandLine("tour.wasm", List.of(arguments), new TreeMap<>(Map.of("NAME", "value")));
    return command
        .run(Bytes.empty(), line, CONTEXT, null, LIMITS, new Cancellation())
        .output()
        .text();
  }

  @Test
  void givesStandardErrorBack() {
    PluginResult trapped = run(sample("wasi/panics"), "");

    assertThat(trapped.outcome()).isEqualTo(new Outcome.Trapped("unreachable", "rust_panic"));
    assertThat(trapped.output().text()).isEqualTo("half of it\n");
    assertThat(trapped.diagnostics().errors().text())
        .isEqualTo("thread 'main' panicked at 'no such order'\n");
    assertThat(trapped.diagnostics().trace())
        .extracting(GuestFrame::name)
        .containsExactly("rust_panic", "take_order", "_start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plugin/lies", "plugin/traps"})
  void endsWhatBreaksARule(String name) {
    assertThat(run(sample(name), "").outcome()).isInstanceOf(Outcome.Trapped.class);
  }

  @Test
  void keepsWhatIsSetAndNothingElse() {
    PluginModule keeps = sample("plugin/keeps");
    PluginState state = PluginState.of(null);

    assertThat(keeps.stateful()).isTrue();
    assertThat(sample("plugin/uppercase").stateful()).isFalse();
    assertThat(run(keeps, "one", state).output().text()).isEqualTo("nothing");
    assertThat(run(keeps, "two", state).output().text()).isEqualTo("one");
    assertThat(PluginState.of(state.encoded()).get(Bytes.utf8("last")))
        .isEqualTo(Bytes.utf8("two"));
  }

  @Test
  void refusesAStateOverTheLimit() {
    PluginState state = PluginState.of(null);
    Limits small = LIMITS.withOutputBytesMax(100);

    PluginResult result =
        sample("plugin/keeps")
            .run(Bytes.utf8("x".repeat(99)), CONTEXT, state, small, new Cancellation());

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
  }

  @Test
  void refusesModulesThatAreNoPlugins() {
    assertThatThrownBy(() -> sample("plugin/imports-unknown"))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("host.fly");
    assertThatThrownBy(() -> sample("counter"))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("neither a function process nor _start");
    assertThatThrownBy(
            () -> module("(func (export \"process\") (param i32 i32) (result i32) (i32.const 0))"))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("no memory");
    assertThatThrownBy(() ->
            module(
                "(memory (export \"memory\") 1)"
                    + "(func (export \"process\") (param i32) (result i32) (i32.const 0))"))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("(i32) -> i32");
    assertThatThrownBy(() ->
            module(
                "(import \"host\" \"log\" (func (param i32)))(memory (export \"memory\") 1)"
                    + "(func (export \"process\") (param i32 i32) (result i32) (i32.const 0))"))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("host.log");
  }

  private PluginResult run(PluginModule plugin, String input) {
    return run(plugin, input, null);
  }

  private PluginResult run(PluginModule plugin, String input, @Nullable PluginState state) {
    return plugin.run(Bytes.utf8(input), CONTEXT, state, LIMITS, new Cancellation());
  }

  private PluginModule sample(String name) {
    return PluginModule.of(engine.compile(Bytes.wrap(SampleGuests.module(name))), WasiCommand.FORM);
  }

  private PluginModule module(String fields) {
    return PluginModule.of(
        engine.compile(Bytes.wrap(Wat2Wasm.parse("(module " + fields + ")"))), WasiCommand.FORM);
  }
}
