package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every run that is stopped tells which functions it was in. */
class GuestTraceTest {
  /** Function 0 is imported, and the name section calls function 1 so. */
  private static final Bytes NAMES = Bytes.ofHex("0012046e616d65010b0101087468655f74726170");

  private static final String MODULE =
      """
      (module
        (import "host" "ask" (func $ask))
        (memory (export "memory") 1)
        (func $trap unreachable)
        (func $middle (call $trap))
        (func (export "outer") (call $middle))
        (func (export "asks") (call $ask))
        (func $forever (export "forever") (loop (br 0)))
        (func $deep (param i32) (result i32)
          (i32.add (i32.const 1) (call $deep (local.get 0))))
        (func (export "falls") (drop (call $deep (i32.const 0))))
        (func (export "fine")))\
      """;

  @AutoClose private final Engine engine = Wat.engine();
  private final CompiledModule module = engine.compile(Wat.wasm(MODULE).plus(NAMES));

  private RunResult<long[]> run(Limits limits, String export) {
    HostImports imports =
        module.link(_ ->
            Optional.of((_, _) -> {
              throw new Trap("denied", "ask");
            }));
    return module.run(limits, imports, new Cancellation(), guest -> guest.call(export));
  }

  private static List<String> texts(RunResult<?> result) {
    return result.trace().stream().map(GuestFrame::text).toList();
  }

  @Test
  void namesAllFunctionsOfATrapInnermostFirst() {
    RunResult<long[]> result = run(Limits.DEFAULT, "outer");

    assertThat(result.outcome()).isEqualTo(new Outcome.Trapped("unreachable", "the_trap"));
    assertThat(texts(result))
        .containsExactly("the_trap (function 1)", "function 2", "outer (function 3)");
  }

  @Test
  void namesTheFunctionThatCalledTheHostInVain() {
    RunResult<long[]> result = run(Limits.DEFAULT, "asks");

    assertThat(result.outcome()).isEqualTo(new Outcome.Trapped("denied", "ask"));
    assertThat(texts(result)).containsExactly("host.ask (function 0)", "asks (function 4)");
  }

  @Test
  void namesTheFunctionThatUsedUpTheFuelOrTheTime() {
    RunResult<long[]> fuel = run(Limits.DEFAULT.withFuel(1_000_000), "forever");
    RunResult<long[]> time =
        run(Limits.DEFAULT.withTime(Duration.ofSeconds(1)).withFuel(Long.MAX_VALUE), "forever");

    assertThat(fuel.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
    assertThat(time.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(texts(fuel)).containsExactly("forever (function 5)");
    assertThat(texts(time)).containsExactly("forever (function 5)");
  }

  @Test
  void namesTheInnermostOfARecursionThatNeverEnds() {
    RunResult<long[]> result = run(Limits.DEFAULT.withStackSlots(10_000), "falls");

    assertThat(result.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.STACK));
    assertThat(texts(result)).hasSize(64).containsOnly("function 6");
  }

  @Test
  void namesNothingOfARunThatReturned() {
    assertThat(run(Limits.DEFAULT, "fine").trace()).isEmpty();
  }

  @Test
  void endsARunThatDidNotFailWithoutATrace() {
    HostImports imports =
        module.link(_ ->
            Optional.of((_, _) -> {
              throw Trap.end("exit");
            }));

    RunResult<long[]> result = module.run(Limits.DEFAULT, imports, guest -> guest.call("asks"));

    assertThat(result.outcome()).isEqualTo(new Outcome.Trapped("exit", ""));
    assertThat(result.trace()).isEmpty();
  }

  /** A guest within a host function of another guest, on one thread: each has its own. */
  @Test
  void tellsAGuestFromAnotherThatItWasCalledBy() {
    CompiledModule caller =
        engine.compile(
            Wat.wasm(
                """
                (module
                  (import "host" "nest" (func $nest))
                  (memory (export "memory") 1)
                  (func $padding) (func $more)
                  (func (export "calls") (call $nest)))\
                """));
    List<RunResult<long[]>> inner = new ArrayList<>();
    HostImports imports =
        caller.link(_ ->
            Optional.of((_, _) -> {
              inner.add(run(Limits.DEFAULT, "outer"));
              throw new Trap("denied", "nest");
            }));

    RunResult<long[]> result = caller.run(Limits.DEFAULT, imports, guest -> guest.call("calls"));

    assertThat(texts(inner.getFirst())).hasSize(3).last().isEqualTo("outer (function 3)");
    assertThat(texts(result)).containsExactly("host.nest (function 0)", "calls (function 3)");
  }
}
