package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Outcome.Trapped;
import dev.odeon.guests.SampleGuests;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guests of this house come to as core modules, before any contract is looked at. */
class CommittedGuestsTest {
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofSeconds(30));
  private static final Limits SHORT =
      Limits.DEFAULT.withTime(Duration.ofMillis(100)).withFuel(Long.MAX_VALUE);

  private static final String SEND = "theater:simple/message-server-client#handle-send";

  @AutoClose private final Engine engine = Wat.engine();

  static Stream<String> wellBehaved() {
    return Stream.concat(SampleGuests.samples().stream(), SampleGuests.probes().stream());
  }

  @ParameterizedTest
  @MethodSource("wellBehaved")
  void compilesCompletely(String name) {
    CompiledModule module = module(name);

    assertThat(module.interpreted()).isEmpty();
    assertThat(module.usesFloats()).isEqualTo(name.equals("probe/floats"));
    assertThat(module.run(LIMITS, nothing(module), _ -> "").outcome()).isEqualTo(Outcome.RETURNED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uses-memory64 | memory64 is not supported: 64-bit memories (memory 0)",
        "uses-simd | SIMD is not supported",
        "uses-threads | threads are not supported"
      })
  void refusesByName(String name, String message) {
    assertThatThrownBy(() -> module("hostile/" + name))
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void compilesTailCalls() {
    assertThat(module("hostile/uses-tail-calls").interpreted()).isEmpty();
  }

  @Test
  void refusesFirstSizesOverTheLimits() {
    for (String name : new String[] {"memory-too-big", "table-too-big"}) {
      CompiledModule module = module("hostile/" + name);
      assertThatThrownBy(() -> module.check(LIMITS))
          .isInstanceOf(ModuleException.class)
          .hasMessageStartingWith("the module begins with ");
    }
  }

  @Test
  void namesAnImportThatNobodyOffers() {
    CompiledModule module = module("hostile/imports-unknown");

    assertThatThrownBy(() ->
            module.link(each ->
                each.module().equals("env")
                    ? Optional.empty()
                    : Optional.of((_, _) -> HostFunction.NOTHING)))
        .hasMessage("the module imports what is not offered here (import env.foo () -> ())");
  }

  @Test
  void endsAStartThatDoesNotEndOrAsks() {
    CompiledModule loops = module("hostile/loops-in-start");
    CompiledModule asks = module("hostile/start-asks-time");

    assertThat(loops.run(SHORT, nothing(loops), _ -> "").outcome())
        .isEqualTo(new Exhausted(Limit.TIME));
    assertThat(asks.run(LIMITS, nothing(asks), _ -> "").outcome())
        .isEqualTo(new Trapped("denied", "theater:simple/timing.now"));
  }

  @ParameterizedTest
  @CsvSource({
    "grows-then-traps, MEMORY",
    "fills-table, TABLE",
    "recurses, STACK",
    "loops-in-send, TIME",
    "logs-too-much, TIME"
  })
  void exhaustsTheLimitItReaches(String name, Limit limit) {
    CompiledModule module = module("hostile/" + name);

    for (int i = 0; i < 2; i++) {
      assertThat(
              module
                  .run(
                      limit == Limit.TIME ? SHORT : LIMITS,
                      nothing(module),
                      guest -> guest.call(SEND, 0, 0, 0, 0, 0))
                  .outcome())
          .isEqualTo(new Exhausted(limit));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "u, unreachable",
    "d, divide-by-zero",
    "o, integer-overflow",
    "m, out-of-bounds",
    "b, out-of-bounds",
    "e, undefined-element",
    "n, uninitialized-element",
    "s, indirect-call-type"
  })
  void namesTheRuleItBreaks(char letter, String kind) {
    CompiledModule module = module("hostile/traps");

    Outcome outcome =
        module
            .run(
                LIMITS,
                nothing(module),
                guest -> {
                  guest.memory().i8(60_000, (byte) letter);
                  return guest.call(SEND, 0, 0, 0, 60_000, 1);
                })
            .outcome();

    assertThat(outcome).isInstanceOf(Trapped.class);
    assertThat(((Trapped) outcome).kind()).isEqualTo(kind);
  }

  private CompiledModule module(String name) {
    return engine.compile(Bytes.wrap(SampleGuests.module(name)));
  }

  /** Links imports that do nothing and answer zeros. */
  private static HostImports nothing(CompiledModule module) {
    return module.link(each ->
        Optional.of(
            each.extern() instanceof Extern.Function(FunctionType type)
                ? (_, _) -> new long[type.results().size()]
                : (_, _) -> HostFunction.NOTHING));
  }
}
