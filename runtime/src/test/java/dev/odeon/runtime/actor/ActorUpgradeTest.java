package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.engine.LoadRequest;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorReport;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other code for an actor, its removal, and what is known of it. */
class ActorUpgradeTest {
  private static final Key KEY = Key.actor("c");

  private final SimDisk disk = new SimDisk(1);
  private TestNode node = open();

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(1), disk, Threads.system()));
  }

  @BeforeEach
  void start() {
    node.start("c", "counter");
    node.send("c", "41");
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void reopen() {
    node.close();
    node = open();
  }

  private static Bytes module(String guest) {
    return Bytes.wrap(SampleGuests.module(guest));
  }

  private Manifest manifest(String... lines) {
    Bytes source = Bytes.utf8("module = \"m.wasm\"\n" + String.join("\n", lines));
    return Manifest.parse("test.toml", source, node.actors().capabilities());
  }

  private Answer.Completed upgrade(String guest) {
    return upgrade(null, guest);
  }

  private Answer.Completed upgrade(@Nullable Manifest manifest, String guest) {
    return TestNode.taken(
        node.actors().lifecycle().upgrade(KEY, manifest, module(guest), LoadRequest.of("default")));
  }

  private Registration.Status status() {
    return node.actors().reports().show(KEY).status().registration().status();
  }

  @Test
  void keepsTheStateAndRunsTheNewCodeFromTheNextMessageOn() {
    Answer.Completed upgraded = upgrade("echo");

    assertThat(upgraded.block().height()).isEqualTo(2);
    assertThat(node.request("c", "hello")).isEqualTo("hello");
    assertThat(node.counter("c")).isEqualTo(41);
    Block block = node.blocks("c").get(2);
    assertThat(block.event(0).data()).isInstanceOf(EventData.Upgraded.class);
    assertThat(block.header().module()).isEqualTo(Hash.of(module("echo")));
    assertThat(block.header().stateHash()).isEqualTo(node.blocks("c").get(1).header().stateHash());

    upgrade("counter");
    assertThat(node.request("c", "inc")).isEqualTo("42");
    reopen();
    assertThat(node.request("c", "inc")).isEqualTo("43");
    assertThat(node.actors().history().state(KEY, OptionalLong.of(1)).state())
        .isEqualTo(node.actors().history().state(KEY, OptionalLong.of(3)).state());
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
  }

  @Test
  void letsOtherCodeRunOnAHistoryWithAnUpgrade() {
    upgrade("echo");
    node.request("c", "hello");

    WhatIfReport report = node.actors().history().whatIf(KEY, module("counter"), _ -> {});

    assertThat(report.blocks()).isEqualTo(4);
    assertThat(report.asRecorded()).isEqualTo(1);
    assertThat(report.same()).isEqualTo(2);
    assertThat(report.differences()).isNotEmpty().allMatch(each -> each.height() == 3);
  }

  @Test
  void recordsNothingWhenTheCodeIsTheSame() {
    assertThat(upgrade("counter").duplicate()).isTrue();
    assertThat(upgrade(manifest("# a comment", "name = \"other\""), "counter").duplicate())
        .isTrue();
    Answer.Completed first = upgrade("echo");
    Answer.Completed second = upgrade("echo");

    assertThat(first.duplicate()).isFalse();
    assertThat(second.duplicate()).isTrue();
    assertThat(second.block()).isEqualTo(first.block());
    assertThat(node.blocks("c")).hasSize(3);
  }

  @Test
  void changesTheManifestAlone() {
    node.start("l", "probe/logs");
    node.send("l", "a");
    Key key = Key.actor("l");
    var _ =
        node.actors()
            .lifecycle()
            .upgrade(
                key,
                manifest("[record]", "log = false"),
                module("probe/logs"),
                LoadRequest.of("default"));
    node.send("l", "b");
    reopen();
    node.send("l", "c");

    assertThat(node.blocks("l").get(1).has(EventKind.NOTE)).isTrue();
    assertThat(node.blocks("l").get(3).has(EventKind.NOTE)).isFalse();
    assertThat(node.blocks("l").get(4).has(EventKind.NOTE)).isFalse();
    disk.files().stream()
        .filter(file -> file.startsWith(TestNode.FOLDER.resolve("derived")))
        .toList()
        .forEach(disk::delete);
    assertThat(node.actors().history().replay(key, _ -> {}).equal()).isTrue();
    assertThat(node.actors().history().state(key, OptionalLong.empty()).head().height())
        .isEqualTo(4);
  }

  @Test
  void refusesCodeThatDoesNotFit() {
    assertThatThrownBy(() -> upgrade("probe/dice"))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("random = true");
    assertThatThrownBy(() -> upgrade("hostile/no-init")).hasMessageContaining("#init");
    assertThatThrownBy(() -> upgrade("hostile/logs-too-much"))
        .hasMessageContaining("does not export");
    assertThatThrownBy(() -> upgrade(manifest("[limits]", "memory_mb = 65"), "echo"))
        .hasMessageContaining("limits.memory_mb is 65");
    assertThatThrownBy(() ->
            node.actors()
                .lifecycle()
                .upgrade(Key.actor("nobody"), null, module("echo"), LoadRequest.of("default")))
        .hasMessageContaining("there is no actor nobody");
    assertThat(node.blocks("c")).hasSize(2);

    upgrade(manifest("[grants]", "random = true", "timing = true"), "probe/dice");
    assertThat(node.blocks("c")).hasSize(3);
    assertThat(node.actors().reports().show(KEY).grants()).contains("random");
  }

  @Test
  void upgradesAStoppedActorWhichStaysStopped() {
    node.actors().lifecycle().stop(KEY, "enough");
    upgrade("echo");

    assertThat(status()).isEqualTo(Registration.Status.STOPPED);
    reopen();
    assertThat(status()).isEqualTo(Registration.Status.STOPPED);
    var _ = node.actors().lifecycle().start(KEY, LoadRequest.of("default"));
    assertThat(node.request("c", "hello")).isEqualTo("hello");
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
  }

  @Test
  void startsAStoppedActorAsItWas() {
    node.actors().lifecycle().stop(KEY, "enough");
    Answer.Completed started =
        TestNode.taken(node.actors().lifecycle().start(KEY, LoadRequest.of("default")));
    Answer.Completed again =
        TestNode.taken(node.actors().lifecycle().start(KEY, LoadRequest.of("default")));

    assertThat(started.block().height()).isEqualTo(3);
    assertThat(again.duplicate()).isTrue();
    assertThat(node.request("c", "inc")).isEqualTo("42");
    assertThatThrownBy(
            () -> node.actors().lifecycle().start(Key.actor("x"), LoadRequest.of("default")))
        .hasMessageContaining("there is no actor x");
  }

  @Test
  void comparesManifestsByWhatTheyMean() {
    node.actors().lifecycle().stop(KEY, "enough");
    Answer.Completed started =
        TestNode.taken(
            node.start("c", "counter", "# a comment", "[record]", "log = true", "[limits]"));
    assertThat(started.block().height()).isEqualTo(3);
    assertThat(node.blocks("c").get(3).event(0).name()).isEqualTo("resumed");

    node.actors().lifecycle().stop(KEY, "enough");
    assertThatThrownBy(() -> node.start("c", "counter", "[limits]", "time_ms = 7"))
        .hasMessageContaining("with another manifest")
        .hasMessageContaining("start it as it was");
  }

  @Test
  void removesAStoppedActorForEver() {
    assertThatThrownBy(() -> node.actors().lifecycle().remove(KEY, "done"))
        .hasMessageContaining("runs");
    node.actors().lifecycle().stop(KEY, "enough");
    Answer.Completed removed = TestNode.taken(node.actors().lifecycle().remove(KEY, "done"));
    assertThat(TestNode.taken(node.actors().lifecycle().remove(KEY, "again")).duplicate()).isTrue();
    reopen();

    assertThat(status()).isEqualTo(Registration.Status.REMOVED);
    assertThat(removed.block()).isEqualTo(node.actors().reports().show(KEY).status().head());
    assertThat(node.actors().deliver(Message.send(KEY, "m", Bytes.empty())))
        .isEqualTo(new Delivery.Removed("removed: done"));
    assertThatThrownBy(() -> node.start("c", "counter")).hasMessageContaining("taken for ever");
    assertThatThrownBy(() -> node.actors().lifecycle().start(KEY, LoadRequest.of("default")))
        .hasMessageContaining("taken for ever");
    assertThatThrownBy(() -> upgrade("echo")).hasMessageContaining("taken for ever");
    assertThatThrownBy(() -> node.actors().lifecycle().stop(KEY, "x"))
        .hasMessageContaining("removed: done");
    assertThat(node.counter("c")).isEqualTo(41);
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    assertThat(node.blocks("c").getLast().event(0))
        .isEqualTo(Event.of("removed", new EventData.Because("done")));
  }

  @Test
  void tellsWhatIsKnownOfAnActor() {
    node.start("t", "hostile/traps", "[limits]", "time_ms = 70", "[mailbox]", "capacity = 5");
    var _ = node.send("t", "u");
    var _ = node.send("t", "d");
    Key key = Key.actor("t");

    ActorReport report = node.actors().reports().show(key);

    assertThat(report.status().head().height()).isEqualTo(2);
    assertThat(report.createdMillis()).isEqualTo(node.blocks("t").get(0).header().timeMillis());
    assertThat(report.moduleBytes()).isEqualTo((long) module("hostile/traps").size());
    assertThat(report.grants()).containsExactly("runtime");
    assertThat(report.allowance()).isNotNull();
    assertThat(report.allowance().turn().time().toMillis()).isEqualTo(70);
    assertThat(report.allowance().mailboxCapacity()).isEqualTo(5);
    assertThat(report.lastFailure()).isNotNull();
    assertThat(report.lastFailure().height()).isEqualTo(2);
    assertThat(report.lastFailure().outcome()).isInstanceOf(Outcome.Trapped.class);
    reopen();
    assertThat(node.actors().reports().show(key)).isEqualTo(report);
    assertThat(node.actors().reports().show(KEY).stateBytes()).isEqualTo(8);
    assertThat(node.actors().reports().show(KEY).lastFailure()).isNull();
    assertThatThrownBy(() -> node.actors().reports().show(Key.actor("nobody")))
        .hasMessageContaining("there is no actor nobody");
  }

  @Test
  void leavesPluginsToThoseWhoLoadThem() {
    Key plugin = new Key("default", Plugins.CATEGORY, "x");
    assertThatThrownBy(() ->
            node.actors()
                .lifecycle()
                .start(plugin, manifest(), module("counter"), LoadRequest.of("default")))
        .hasMessageContaining("load it instead");
  }
}
