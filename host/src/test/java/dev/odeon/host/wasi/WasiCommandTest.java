package dev.odeon.host.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.LinkException;
import dev.odeon.host.RandomStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real programs in C, and modules by hand that do what no C library would. */
class WasiCommandTest {
  private static final long TIME = 1_763_697_600_000L;
  private static final Bytes SEED = Bytes.utf8("seed");

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  @Test
  void givesArgumentsAndEnvironment() {
    assertThat(run(context("arguments", "a b", "ü").withVariable("HOME", "/")).output())
        .isEqualTo(Bytes.utf8("0=tour\n1=arguments\n2=a b\n3=ü\n"));
    assertThat(
            run(context("environment", "NAME", "EMPTY", "PATH")
                    .withVariable("NAME", "some = thing")
                    .withVariable("EMPTY", ""))
                .output())
        .isEqualTo(Bytes.utf8("NAME=some = thing\nEMPTY=\nPATH=(none)\n"));
  }

  @Test
  void connectsTheThreeStreams() {
    Bytes input = Bytes.wrap(new byte[300_000]);
    WasiContext context = WasiContext.of(input, TIME, SEED).withArguments("tour", "copy");

    WasiResult result = run(context);

    assertThat(result)
        .isEqualTo(
            new WasiResult(
                Outcome.RETURNED,
                0,
                input,
                Bytes.utf8("300000 bytes\n"),
                result.fuel(),
                List.of()));
    assertThat(result.fuel()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "255", "-1"})
  void givesTheExitCode(int code) {
    WasiResult result = run(context("exit", Integer.toString(code)));

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.exitCode()).isEqualTo(code);
  }

  @Test
  void tellsATrapFromAnExit() {
    WasiResult result = run(context("abort"));

    assertThat(result.outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(result.exitCode()).isEqualTo(-1);
  }

  @Test
  void keepsWhatWasWrittenBeforeTheEnd() {
    WasiResult result = run(context("none"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).isEqualTo(Bytes.utf8("tour: what is 'none'?\n"));
  }

  @Test
  void takesTimeFromTheContextAndSleepsInNoTime() {
    long before = System.nanoTime();

    WasiResult result = run(context("clocks"));

    assertThat(result.output()).isEqualTo(Bytes.utf8("1763697600\nforward\nslept\n"));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void letsTimePassForWhoWaitsForItToPass() {
    assertThat(run(context("spin")).output()).isEqualTo(Bytes.utf8("999999\n"));
  }

  @Test
  void takesRandomnessFromTheSeed() {
    Bytes first = run(context("dice")).output();

    assertThat(first).isEqualTo(Bytes.utf8(new RandomStream(SEED).next(16).hex() + "\n"));
    assertThat(run(context("dice")).output()).isEqualTo(first);
    WasiContext other =
        WasiContext.of(Bytes.empty(), TIME, Bytes.utf8("other")).withArguments("tour", "dice");
    assertThat(run(other).output()).isNotEqualTo(first);
  }

  @Test
  void boundsTheOutput() {
    WasiResult result = tour().run(Limits.DEFAULT.withOutputBytesMax(100_000), context("flood"));

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    assertThat(result.output().size()).isEqualTo(65_536);
  }

  /** A program may complain as long as it likes: the end is kept, and it ends no run. */
  @Test
  void keepsTheEndOfStandardError() {
    WasiCommand command =
        command(
            """
            (module
              (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 2)
              (data (i32.const 0) "\\10\\00\\00\\00\\00\\00\\01\\00\\0d\\00\\01\\00\\03\\00\\00\\00")
              (data (i32.const 65549) "end")
              (func (export "_start")
                (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 64)))
                (drop (call $write (i32.const 2) (i32.const 0) (i32.const 2) (i32.const 64)))))\
            """);

    WasiResult result = command.run(Limits.DEFAULT.withOutputBytesMax(100), context());

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.errors().size()).isEqualTo(65_536);
    assertThat(result.errors().text()).endsWith("end");
  }

  @Test
  void hasNoFolderThatIsNotGranted() {
    Bytes told = run(context("look", "/etc/passwd", "etc/passwd", ".", "/")).output();

    assertThat(new String(told.toArray(), StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .noneMatch(line -> line.endsWith(": done"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // An output outside the memory, or wrapping around its end.
        "fd_write (i32 i32 i32 i32) | (i32.const 1) (i32.const -8) (i32.const 1) (i32.const 0)",
        "fd_write (i32 i32 i32 i32) | (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)",
        "random_get (i32 i32) | (i32.const 65000) (i32.const 1000)",
        "random_get (i32 i32) | (i32.const 16) (i32.const -1)",
        "args_get (i32 i32) | (i32.const -4) (i32.const 0)",
        "args_sizes_get (i32 i32) | (i32.const 65536) (i32.const 0)",
        "clock_time_get (i32 i64 i32) | (i32.const 0) (i64.const 0) (i32.const 65533)",
        "poll_oneoff (i32 i32 i32 i32) | (i32.const 65500) (i32.const 0) (i32.const 1) (i32.const 0)"
      })
  void trapsOnWhatLiesOutsideTheMemory(String function, String arguments) {
    WasiResult result = run(calling(function, arguments), context());

    assertThat(result.outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(result.outcome().text()).startsWith("trapped: out-of-bounds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fd_write (i32 i32 i32 i32) | (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0) | 8",
        "fd_write (i32 i32 i32 i32) | (i32.const 9) (i32.const 0) (i32.const 1) (i32.const 0) | 8",
        "fd_write (i32 i32 i32 i32) | (i32.const -1) (i32.const 0) (i32.const 1) (i32.const 0) | 8",
        "fd_write (i32 i32 i32 i32) | (i32.const 1) (i32.const 0) (i32.const -1) (i32.const 0) | 28",
        "fd_read (i32 i32 i32 i32) | (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 0) | 8",
        "fd_seek (i32 i64 i32 i32) | (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0) | 70",
        "fd_prestat_get (i32 i32) | (i32.const 3) (i32.const 0) | 8",
        "fd_prestat_get (i32 i32) | (i32.const 0) (i32.const 0) | 8",
        "fd_renumber (i32 i32) | (i32.const 0) (i32.const 77) | 8",
        "clock_time_get (i32 i64 i32) | (i32.const 4) (i64.const 0) (i32.const 0) | 28",
        "poll_oneoff (i32 i32 i32 i32) | (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 28",
        "poll_oneoff (i32 i32 i32 i32) | (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0) | 28",
        "path_create_directory (i32 i32 i32) | (i32.const 0) (i32.const 0) (i32.const 1) | 54",
        "path_create_directory (i32 i32 i32) | (i32.const 3) (i32.const 0) (i32.const 1) | 8",
        "sock_send (i32 i32 i32 i32 i32) | (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 57",
        "proc_raise (i32) | (i32.const 9) | 52"
      })
  void answersWhatCannotBeDoneWithItsCode(String function, String arguments, int errno) {
    WasiResult result = run(calling(function, arguments), context());

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.exitCode()).isEqualTo(errno);
  }

  /** Four clocks of which the nearest is due, and an event in the form that the guest reads. */
  @Test
  void wakesForTheNearestClockAlone() {
    WasiCommand command =
        command(
            """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff"
                (func $poll (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (i64.store (i32.const 0) (i64.const 11))
                (i32.store (i32.const 16) (i32.const 1))
                (i64.store (i32.const 24) (i64.const 5000))
                (i64.store (i32.const 48) (i64.const 22))
                (i32.store (i32.const 64) (i32.const 1))
                (i64.store (i32.const 72) (i64.const 400))
                (drop (call $poll (i32.const 0) (i32.const 1024) (i32.const 2) (i32.const 2048)))
                (call $exit
                  (i32.add
                    (i32.mul (i32.load (i32.const 2048)) (i32.const 100))
                    (i32.wrap_i64 (i64.load (i32.const 1024)))))))\
            """);

    assertThat(command.run(Limits.DEFAULT, context()).exitCode()).isEqualTo(122);
  }

  @Test
  void stopsARunThatCallsWithoutEnd() {
    WasiCommand command =
        command(
            """
            (module
              (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
              (memory (export "memory") 1)
              (func (export "_start") (loop $l (drop (call $yield)) (br $l))))\
            """);

    Limits limits = Limits.DEFAULT.withTime(Duration.ofMillis(50)).withFuel(Long.MAX_VALUE);
    WasiResult result = command.run(limits, context());

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(memory (export \"memory\") 1) | the module exports no function _start: it is not a command",
        "(func (export \"_start\") (param i32)) | export _start is a function (i32) -> (): a command's takes and answers nothing",
        "(import \"wasi_snapshot_preview1\" \"fd_dance\" (func)) (func (export \"_start\")) | import wasi_snapshot_preview1.fd_dance is not offered to commands, which have wasi_snapshot_preview1 alone",
        "(import \"env\" \"fd_close\" (func)) (func (export \"_start\")) | import env.fd_close is not offered to commands, which have wasi_snapshot_preview1 alone",
        "(import \"wasi_snapshot_preview1\" \"fd_close\" (func (param i64) (result i32))) (func (export \"_start\")) | import wasi_snapshot_preview1.fd_close is a function (i32) -> i32 in WASI preview 1, and the module wants another one",
        "(import \"wasi_snapshot_preview1\" \"sched_yield\" (func (result i32))) (func (export \"_start\")) | the module exports no memory: a command exports its own as memory"
      })
  void refusesWhatIsNoCommandByName(String fields, String message) {
    assertThatThrownBy(() -> command("(module " + fields + ")"))
        .isInstanceOf(LinkException.class)
        .hasMessage(message);
  }

  @Test
  void refusesTextsThatAGuestCouldNotRead() {
    WasiContext context = context();

    assertThatThrownBy(() -> context.withArguments("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> context.withVariable("a=b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> context.withVariable("", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A command that calls one function and exits with its answer. */
  private WasiCommand calling(String function, String arguments) {
    List<String> words = List.of(function.split(" ", 2));
    return command(
        """
        (module
          (import "wasi_snapshot_preview1" "%s" (func $f (param %s) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 8) "\\00\\f0\\00\\00\\00\\f0\\ff\\ff")
          (func (export "_start") (call $exit (call $f %s))))\
        """
            .formatted(words.getFirst(), words.getLast().replaceAll("[()]", ""), arguments));
  }

  private WasiCommand command(String wat) {
    return WasiCommand.of(engine.compile(Bytes.wrap(Wat2Wasm.parse(wat))));
  }

  private WasiCommand tour() {
    CompiledModule module = engine.compile(Bytes.wrap(SampleGuests.module("wasi/tour")));
    return WasiCommand.of(module);
  }

  private WasiResult run(WasiContext context) {
    return run(tour(), context);
  }

  private static WasiResult run(WasiCommand command, WasiContext context) {
    return command.run(Limits.DEFAULT, context);
  }

  private static WasiContext context(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "tour";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return WasiContext.of(Bytes.empty(), TIME, SEED).withArguments(all);
  }
}
