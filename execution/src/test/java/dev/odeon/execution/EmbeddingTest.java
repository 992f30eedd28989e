package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorException.Reason;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program needs of Odeon at first: a home, an actor, a plug-in, and a line a call. */
class EmbeddingTest {
  private static final Key VISITS = Key.actor("visits");

  @TempDir private Path folder;
  private Actors actors;
  private Execution plugins;

  @BeforeEach
  void open() {
    actors = Actors.open(folder.resolve("home"));
    plugins = Execution.open(actors);
  }

  @AfterEach
  void close() {
    boolean _ = Thread.interrupted();
    plugins.close();
    actors.close();
  }

  @Test
  void startsAnActorOnceAndAnswersARequestOnce() throws IOException {
    Path manifest = manifest("counter");

    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest)).isTrue();
    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest)).isFalse();
    assertThat(request("order-1", "41")).isEqualTo("41");
    assertThat(request("order-1", "41")).isEqualTo("41");
    close();
    open();

    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest)).isFalse();
    assertThat(request("order-2", "1")).isEqualTo("42");
    assertThat(actors.chains().head(VISITS).orElseThrow().height()).isEqualTo(2);
  }

  @Test
  void leavesAStoppedActorStopped() throws IOException {
    actors.lifecycle().startIfAbsent(VISITS, manifest("counter"));
    actors.lifecycle().stop(VISITS, "moved away");

    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest("counter"))).isFalse();
    refused(Reason.CONFLICT, "moved away; start it again", () -> request("1", "1"));
  }

  @Test
  void startsAnActorAgainWhoseFirstTurnFailed() throws IOException {
    Bytes broken = Bytes.wrap(SampleGuests.module("hostile/loops-in-init"));
    String toml = "module = \"counter.wasm\"\n[limits]\ninit_time_ms = 50\n";
    Manifest manifest = Manifest.parse("the test", Bytes.utf8(toml), actors.capabilities());

    refused(
        Reason.GUEST_FAILED,
        "visits failed in block 0: exhausted",
        () -> actors.lifecycle().startIfAbsent(VISITS, manifest, broken));

    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest("counter"))).isTrue();
    assertThat(request("1", "41")).isEqualTo("41");
  }

  @Test
  void saysInAnExceptionWhyThereIsNoReply() throws IOException {
    refused(Reason.NOT_FOUND, "there is no actor visits", () -> request("1", "1"));
    actors.lifecycle().startIfAbsent(VISITS, manifest("counter"));

    refused(Reason.REJECTED, "visits rejected it in block 1: ", () -> request("2", "no number"));
    assertThat(request("3", "7")).isEqualTo("7");
    refused(Reason.CONFLICT, "the message id was used before", () -> request("3", "8"));
    Bytes large = Bytes.wrap(new byte[17 << 20]);
    refused(Reason.TOO_LARGE, "are allowed", () -> actors.request(VISITS, "4", large));
    actors.close();
    refused(Reason.CLOSED, "the actors are closing", () -> request("5", "1"));
  }

  @Test
  void runsAPluginByItsIdAndSaysInAnExceptionWhyThereIsNoOutput() {
    UUID id = load("uppercase");
    assertThat(plugins.execute(id, Bytes.utf8("hello")).text()).isEqualTo("HELLO");

    UUID failing = load("failing");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> plugins.execute(failing, Bytes.utf8("hello")))
        .matches(e -> e.kind() == ExecutionException.Kind.PLUGIN_FAILED)
        .withMessageStartingWith("the plug-in " + failing + " failed: it returned ");
    UUID panics = load("panics");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> plugins.execute(panics, Bytes.utf8("hello")))
        .satisfies(e ->
            assertThat(Objects.requireNonNull(e.report()).diagnostics().line())
                .startsWith("in rust_panic (function 2), called by begin_panic (function 3), ")
                .endsWith("; log: began\npanicked at 'no such order'"));
    UUID traps = load("traps");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> plugins.execute(traps, Bytes.utf8("hello")))
        .matches(e -> e.kind() == ExecutionException.Kind.PLUGIN_FAILED)
        .withMessageContaining("trapped: ");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> plugins.execute(new UUID(0, 0), Bytes.utf8("hello")))
        .matches(e -> e.kind() == ExecutionException.Kind.BINARY_NOT_FOUND)
        .withMessage("there is no plug-in 00000000-0000-0000-0000-000000000000");
  }

  @Test
  void anInterruptOfItsThreadIsPendingAfterwardsAndEndsNothing() throws IOException {
    Path manifest = manifest("counter");
    Thread.currentThread().interrupt();

    assertThat(actors.lifecycle().startIfAbsent(VISITS, manifest)).isTrue();
    assertThat(request("1", "41")).isEqualTo("41");
    assertThat(actors.history().state(VISITS, OptionalLong.empty()).head().height()).isEqualTo(1);
    assertThat(actors.chains().block(VISITS, 1)).isPresent();
    assertThat(actors.history().replay(VISITS, _ -> {}).equal()).isTrue();
    assertThat(actors.store().size(actors.store().put(Bytes.utf8("content")))).hasValue(7);
    UUID keeps = load("keeps");
    assertThat(plugins.execute(keeps, Bytes.utf8("one")).text()).isEqualTo("nothing");
    plugins.close();
    actors.close();
    assertThat(Thread.interrupted()).isTrue();

    open();
    assertThat(request("2", "1")).isEqualTo("42");
    assertThat(plugins.execute(keeps, Bytes.utf8("two")).text()).isEqualTo("one");
  }

  private UUID load(String plugin) {
    return plugins.load(plugin, Bytes.wrap(SampleGuests.module("plugin/" + plugin))).id();
  }

  private String request(String id, String body) {
    return actors.request(VISITS, id, Bytes.utf8(body)).text();
  }

  private Path manifest(String sample) throws IOException {
    Files.write(folder.resolve(sample + ".wasm"), SampleGuests.module(sample));
    return Files.writeString(folder.resolve(sample + ".toml"), SampleGuests.manifest(sample));
  }

  private static void refused(Reason reason, String part, ThrowingCallable call) {
    assertThatExceptionOfType(ActorException.class)
        .isThrownBy(call)
        .matches(e -> e.reason() == reason, reason.toString())
        .withMessageContaining(part);
  }
}
