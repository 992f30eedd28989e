package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventKind;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.ManifestException;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.function.BiConsumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A turn may take 1.5 s here. */
class SleepTest {
  private static final Key KEY = Key.actor("s");
  private static final Outcome TIME = new Outcome.Exhausted(Outcome.Limit.TIME);

  private static void node(String grant, BiConsumer<World, TestNode> body) {
    Simulation.once(
        1,
        world -> {
          Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
          try (TestNode node = TestNode.open(ports)) {
            node.start("s", "probe/sleeps", "[grants]", grant);
            body.accept(world, node);
          }
        });
  }

  private static void assertReplaysAtOnce(World world, TestNode node) {
    long before = world.clock().millis();
    assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    Bytes module = Bytes.wrap(SampleGuests.module("probe/sleeps"));
    assertThat(node.actors().history().whatIf(KEY, module, _ -> {}).differences()).isEmpty();
    assertThat(world.clock().millis() - before).isLessThan(500);
  }

  @Test
  void sleepsWithinTheTimeOfTheTurn() {
    node(
        "timing = true",
        (world, node) -> {
          long before = world.clock().millis();
          assertThat(node.request("s", "s1000\ns0")).isEqualTo("ok\nok");
          assertThat(world.clock().millis() - before).isBetween(1_000L, 1_400L);
          Block block = node.blocks("s").getLast();
          assertThat(block.event(1).kind()).isEqualTo(EventKind.CALL);
          assertReplaysAtOnce(world, node);
        });
  }

  @Test
  void endsAtTheLimitOfTheTurn() {
    node(
        "timing = true",
        (world, node) -> {
          long before = world.clock().millis();
          assertThat(node.send("s", "s18446744073709551615").outcome()).isEqualTo(TIME);
          assertThat(world.clock().millis() - before).isBetween(1_500L, 1_900L);
          assertReplaysAtOnce(world, node);
        });
  }

  @Test
  void sleepsNoLongerThanTheManifestSays() {
    node(
        "timing = { longest_sleep = \"1s\" }",
        (_, node) -> {
          assertThat(node.request("s", "s1000")).isEqualTo("ok");
          assertThat(node.request("s", "s1001")).isEqualTo("! a sleep is at most 1s here");
        });
    node(
        "timing = true",
        (_, node) ->
            Assertions.assertThatThrownBy(() ->
                    node.start(
                        "t", "probe/sleeps", "[grants]", "timing = { longest_sleep = \"1x\" }"))
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith(
                    "test.toml line 3: grants.timing.longest_sleep: '1x' is no time"));
  }

  @Test
  void lowersTheTimeOfItsTurn() {
    node(
        "timing = true",
        (world, node) -> {
          long before = world.clock().millis();
          assertThat(node.send("s", "d200\nd10000\ns1000").outcome()).isEqualTo(TIME);
          assertThat(world.clock().millis() - before).isBetween(200L, 600L);
          assertThat(node.request("s", "d18446744073709551615\ns300")).isEqualTo("ok\nok");
          assertThat(node.request("s", "d900\ns300")).isEqualTo("ok\nok");
          Block block = node.blocks("s").getLast();
          assertThat(block.event(1).kind()).isEqualTo(EventKind.OUTBOX);
          assertReplaysAtOnce(world, node);
        });
  }
}
