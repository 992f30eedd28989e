package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.ExecutionException.Kind;
import dev.odeon.host.CommandLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading, running, listing and unloading, without and with a state. */
class ExecutionTest {
  private static final String TENANT = TestService.TENANT;

  @TempDir private Path folder;
  private TestService service;

  @BeforeEach
  void open() {
    service = TestService.open(folder);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void restart() {
    service.close();
    service = TestService.open(folder);
  }

  @Test
  void runsAPluginAndWritesNothing() {
    UUID id = service.load("plugin/uppercase");
    long blocks = service.actors().chains().size();

    RunReport report = service.run(id, "hello");

    assertThat(report.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(report.output().text()).isEqualTo("HELLO");
    assertThat(report.fuel()).isPositive();
    assertThat(service.actors().chains().size()).isEqualTo(blocks);
  }

  @Test
  void keepsWhatIsSetThroughARestart() {
    UUID id = service.load("plugin/keeps");

    assertThat(service.output(id, "one")).isEqualTo("nothing");
    assertThat(service.output(id, "two")).isEqualTo("one");
    restart();

    assertThat(service.output(id, "three")).isEqualTo("two");
    assertThat(service.status(id).stateful()).isTrue();
  }

  @Test
  void tellsWhatKeepsAState() {
    UUID keeps = service.load("plugin/keeps");
    UUID upper = service.load("plugin/uppercase");

    assertThat(service.execution().isStateful(TENANT, keeps)).isTrue();
    assertThat(service.execution().isStateful(TENANT, upper)).isFalse();
    assertThat(service.execution().isStateful("other", keeps)).isFalse();
  }

  @Test
  void keepsTheStateOfARunThatFails() {
    UUID id = service.load("plugin/sets-then-fails");
    long blocks = service.actors().chains().size();

    RunReport report = service.run(id, "x");

    assertThat(report.outcome()).isEqualTo(new Outcome.Rejected("return code 7"));
    assertThat(report.returnCode()).isEqualTo(7);
    assertThat(service.actors().chains().size()).isEqualTo(blocks + 1);
    assertThat(
            service
                .actors()
                .history()
                .state(
                    dev.odeon.runtime.actor.Plugins.key(TENANT, id), java.util.OptionalLong.empty())
                .state())
        .isNull();
  }

  @Test
  void bringsAllBinariesBackWithoutCompilingThem() {
    UUID uppercase = service.load("plugin/uppercase");
    UUID rot13 = service.load("plugin/rot13");
    PluginStatus before = service.status(uppercase);
    restart();

    assertThat(service.statuses().map(PluginStatus::id))
        .containsExactlyInAnyOrder(uppercase, rot13);
    assertThat(service.status(uppercase)).isEqualTo(before);
    assertThat(service.output(uppercase, "a")).isEqualTo("A");
    assertThat(service.output(rot13, "a")).isEqualTo("n");
    assertThat(service.actors().engine().compiledCount()).isZero();
    assertThat(service.actors().engine().fromCacheCount()).isEqualTo(2);
  }

  @Test
  void givesAPathThatIsLoadedAgainTheNewCodeUnderItsOldId() {
    UUID first = service.load("p.wasm", "plugin/uppercase");
    service.run(first, "x");

    UUID second = service.load("p.wasm", "plugin/rot13");

    assertThat(second).isEqualTo(first);
    assertThat(service.output(first, "hello")).isEqualTo("uryyb");
    assertThat(service.status(first).runs()).isEqualTo(2);
    restart();
    assertThat(service.output(first, "hello")).isEqualTo("uryyb");
  }

  @Test
  void keepsTheStateWhenTheCodeIsSwapped() {
    UUID id = service.load("p.wasm", "plugin/keeps");
    service.run(id, "one");

    service.load("p.wasm", "plugin/uppercase");
    assertThat(service.output(id, "x")).isEqualTo("X");
    service.load("p.wasm", "plugin/keeps");

    assertThat(service.output(id, "two")).isEqualTo("one");
  }

  @Test
  void writesNothingWhenTheSameCodeIsLoadedAgain() {
    UUID id = service.load("plugin/uppercase");
    long blocks = service.actors().chains().size();

    assertThat(service.load("plugin/uppercase")).isEqualTo(id);
    assertThat(service.actors().chains().size()).isEqualTo(blocks);
  }

  @Test
  void givesModulesWithoutAPathAnIdEach() {
    Plugin first = service.execution().load(TENANT, null, TestService.wasm("plugin/uppercase"));
    Plugin second = service.execution().load(TENANT, null, TestService.wasm("plugin/uppercase"));

    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(first.path()).isNull();
  }

  @Test
  void forgetsWhatIsUnloadedButForItsState() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");

    service.execution().unload(TENANT, id, false);

    assertThat(service.statuses()).isEmpty();
    assertRefused(Kind.BINARY_NOT_FOUND, () -> service.run(id, "x"));
    assertRefused(Kind.BINARY_NOT_FOUND, () -> service.execution().unload(TENANT, id, false));
    restart();
    assertThat(service.statuses()).isEmpty();
    assertThat(service.load("plugin/keeps")).isEqualTo(id);
    assertThat(service.output(id, "two")).isEqualTo("one");
  }

  @Test
  void dropsTheStateOfWhatIsPurged() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");

    service.execution().unload(TENANT, id, true);
    restart();

    UUID other = service.load("plugin/keeps");
    assertThat(other).isNotEqualTo(id);
    assertThat(service.output(other, "two")).isEqualTo("nothing");
  }

  @Test
  void countsRunsAndErrors() {
    UUID id = service.load("plugin/failing");

    RunReport failed = service.run(id, "3");

    assertThat(failed.returnCode()).isEqualTo(3);
    assertThat(failed.output().text()).isEqualTo("3");
    assertThat(service.status(id).runs()).isEqualTo(1);
    assertThat(service.status(id).errors()).isEqualTo(1);
  }

  @Test
  void reportsWhatAFailedRunSaid() {
    RunReport report = service.run(service.load("plugin/panics"), "");

    assertThat(report.output().text()).isEqualTo("half of it");
    assertThat(report.diagnostics().log().text()).endsWith("panicked at 'no such order'");
    assertThat(report.diagnostics().trace().getFirst().text()).startsWith("rust_panic (function ");
  }

  @Test
  void givesArgumentsAndEnvironmentToACommand() {
    UUID id = service.load("/plug-ins/tour.wasm", "wasi/tour");

    assertThat(output(id, new CommandLine("other", List.of("arguments", "a"), new TreeMap<>())))
        .isEqualTo("0=tour.wasm\n1=arguments\n2=a\n");
    assertThat(output(id, new CommandLine("", List.of("environment", "A"), variable("A", "b"))))
        .isEqualTo("A=b\n");
    assertThat(service.chain("", service.load("wasi/tour")).steps().getFirst().returnCode())
        .as("a step is given its name alone")
        .isEqualTo(2);
  }

  @Test
  void refusesArgumentsForWhatTakesNone() {
    UUID plain = service.load("plugin/uppercase");
    UUID stateful = service.load("plugin/keeps");
    UUID command = service.load("wasi/tour");

    for (UUID id : List.of(plain, stateful)) {
      assertRefused(
          Kind.INVALID_INPUT, () -> output(id, new CommandLine("", List.of("a"), new TreeMap<>())));
      assertRefused(
          Kind.INVALID_INPUT, () -> output(id, new CommandLine("", List.of(), variable("A", ""))));
    }
    assertRefused(
        Kind.TOO_LARGE,
        () -> output(command, new CommandLine("", List.of("x".repeat(1 << 20)), new TreeMap<>())));
  }

  private static SortedMap<String, String> variable(String name, String value) {
    return new TreeMap<>(Map.of(name, value));
  }

  private String output(UUID id, CommandLine line) {
    return service
        .execution()
        .execute(TENANT, id, null, Bytes.empty(), line, RunLimits.NOTHING, new Cancellation())
        .output()
        .text();
  }

  @Test
  void refusesWhatIsNoPlugin() {
    assertRefused(
        Kind.INVALID_WASM, () -> service.execution().load(TENANT, "x", Bytes.utf8("no module")));
    assertRefused(Kind.INVALID_WASM, () -> service.load("plugin/imports-unknown"));
    assertThatThrownBy(() -> service.load("plugin/imports-unknown")).hasMessageContaining("fly");
    assertThat(service.statuses()).isEmpty();
    assertThat(service.load("x", "plugin/uppercase")).isNotNull();
  }

  @Test
  void takesAnyPathForAName() {
    String odd = "C:\\plug ins\\\"ü\".wasm\n" + "/x".repeat(2_000);
    UUID id = service.load(odd, "plugin/uppercase");
    restart();

    assertThat(service.status(id).path()).isEqualTo(odd);
    assertThat(service.load(odd, "plugin/rot13")).isEqualTo(id);
    assertRefused(Kind.INVALID_INPUT, () -> service.load("x".repeat(4_097), "plugin/uppercase"));
  }

  @Test
  void refusesWhatIsTooLarge() {
    service.close();
    service = TestService.open(folder, ExecutionConfig.defaults().withSizes(10_000, 100, 10, 1));
    UUID id = service.load("plugin/uppercase");

    assertRefused(
        Kind.TOO_LARGE, () -> service.execution().load(TENANT, "x", Bytes.wrap(new byte[10_001])));
    assertRefused(Kind.TOO_LARGE, () -> service.run(id, "x".repeat(101)));
    assertRefused(Kind.OVERLOADED, () -> service.load("plugin/rot13"));
  }

  @Test
  void lowersLimitsAndNeverRaisesThem() {
    UUID endless = service.load("plugin/endless");
    UUID eats = service.load("plugin/eats-memory");

    RunReport late = service.run(endless, "", new RunLimits(Duration.ofMillis(50), null, null));
    RunReport spent = service.run(endless, "", new RunLimits(null, null, 10_000L));
    RunReport small = service.run(eats, "", new RunLimits(null, 1L << 20, null));
    RunReport large = service.run(eats, "", new RunLimits(null, 1L << 40, null));
    RunReport none = service.run(eats, "", new RunLimits(null, 1L, null));

    assertThat(late.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(spent.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
    assertThat(small.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.MEMORY));
    assertThat(large.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.MEMORY));
    assertThat(large.fuel()).isGreaterThan(small.fuel());
    assertThat(none.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.MEMORY));
    assertRefused(Kind.INVALID_INPUT, () -> new RunLimits(Duration.ZERO, null, null));
  }

  @Test
  void runsForAVirtualThreadWithAGuestsStack() throws InterruptedException {
    UUID id = service.load("plugin/recurses");
    RunReport[] report = new RunReport[1];

    Thread.ofVirtual().start(() -> report[0] = service.run(id, "")).join();

    assertThat(report[0].outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.STACK));
  }

  @Test
  void endsACancelledRun() {
    UUID endless = service.load("plugin/endless");
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    RunReport report =
        service
            .execution()
            .execute(TENANT, endless, Bytes.empty(), RunLimits.NOTHING, cancellation);

    assertThat(report.outcome()).isEqualTo(new Outcome.Cancelled());
  }

  @Test
  void keepsTenantsApart() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");

    Plugin other =
        service.execution().load("other", "plugin/keeps", TestService.wasm("plugin/keeps"));

    assertThat(other.id()).isNotEqualTo(id);
    assertThat(service.execution().list("other"))
        .extracting(PluginStatus::id)
        .containsExactly(other.id());
    assertRefused(
        Kind.BINARY_NOT_FOUND,
        () ->
            service
                .execution()
                .execute("other", id, Bytes.empty(), RunLimits.NOTHING, new Cancellation()));
    assertRefused(Kind.BINARY_NOT_FOUND, () -> service.execution().unload("other", id, true));
    assertRefused(
        Kind.INVALID_INPUT,
        () -> service.execution().load("No Name", "x", TestService.wasm("plugin/keeps")));
    assertThat(
            service
                .execution()
                .execute(
                    "other", other.id(), Bytes.utf8("x"), RunLimits.NOTHING, new Cancellation())
                .output()
                .text())
        .isEqualTo("nothing");
  }

  private static void assertRefused(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ExecutionException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
