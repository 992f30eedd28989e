package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.OpenChannel;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many channels an actor may have open, and which they are. */
@Timeout(60)
class ChannelLimitTest {
  private static final List<String> IDS = List.of("a", "b", "c", "d");

  private final SimDisk disk = new SimDisk(1);
  private TestNode node = open();

  private TestNode open() {
    return TestNode.open(
        new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()),
        TestNode.settings(Map.of("channelsPerActor", 2)),
        dedup -> dedup);
  }

  @BeforeEach
  void start() {
    IDS.forEach(id -> TestNode.taken(AskingGuest.start(node, id)));
  }

  @AfterEach
  void end() {
    for (String id : IDS) {
      assertThat(node.actors().history().replay(Key.actor(id), _ -> {}).equal()).as(id).isTrue();
    }
    node.close();
  }

  private void again() {
    node.close();
    node = open();
  }

  private List<String> channels(String id) {
    return node.actors().reports().channels(Key.actor(id)).stream().map(OpenChannel::id).toList();
  }

  private void settled() {
    while (node.actors().workload().outboxWaiting() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusesWhoHasAsManyAsItMay() {
    assertThat(node.request("a", "ob")).isEqualTo("+a/1/0>b");
    assertThat(node.request("a", "oc")).isEqualTo("+a/2/0>c");
    assertThat(node.request("a", "od")).isEqualTo("-too many channels: a has 2, as many as it may");
    again();
    assertThat(node.request("a", "od")).isEqualTo("-too many channels: a has 2, as many as it may");
    assertThat(node.blocks("d")).hasSize(1);

    assertThat(node.request("c", "xa/2/0>c")).isEqualTo("+");
    settled();
    assertThat(node.request("a", "od")).startsWith("+");
  }

  @Test
  void refusesOnBehalfOfWhoIsAsked() {
    assertThat(node.request("a", "ob")).startsWith("+");
    assertThat(node.request("b", "oc")).startsWith("+");
    assertThat(node.request("d", "ob")).isEqualTo("-too many channels: b has 2, as many as it may");
    assertThat(channels("d")).isEmpty();
    assertThat(channels("b")).containsExactly("a/1/0>b", "b/2/0>c");

    assertThat(node.request("b", "xb/2/0>c")).isEqualTo("+");
    assertThat(node.request("d", "ob")).startsWith("+");
  }

  @Test
  void countsThoseThatTheTurnItselfOpened() {
    assertThat(node.request("a", "oc")).startsWith("+");
    assertThat(node.request("a", "qb")).isEqualTo("-too many channels: a has 2, as many as it may");
    assertThat(channels("a")).containsExactly("a/1/0>c", "a/2/0>b");
  }

  @Test
  void countsNoneThatIsRefusedOrFailed() {
    for (int i = 0; i < 3; i++) {
      assertThat(node.request("a", "obno")).isEqualTo("-refused: no");
    }
    assertThat(node.request("a", "ob")).startsWith("+");
    assertThat(channels("a")).hasSize(1);
  }

  @Test
  void listsThemWithWhoOpenedThemAndWhen() {
    String opened = node.request("a", "ob").substring(1);
    String accepted = node.request("c", "oa").substring(1);
    List<OpenChannel> before = node.actors().reports().channels(Key.actor("a"));
    assertThat(before)
        .containsExactly(
            new OpenChannel(opened, Key.actor("b"), Key.actor("a"), 1, millis("a", 1)),
            new OpenChannel(accepted, Key.actor("c"), Key.actor("c"), 2, millis("a", 2)));

    again();
    assertThat(node.actors().reports().channels(Key.actor("a"))).isEqualTo(before);
    TestNode.taken(node.actors().lifecycle().stop(Key.actor("a"), "test"));
    settled();
    IDS.forEach(id -> assertThat(channels(id)).as(id).isEmpty());
    assertThatThrownBy(() -> node.actors().reports().channels(Key.actor("nobody")))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("nobody");
  }

  private long millis(String id, int height) {
    return node.blocks(id).get(height).header().timeMillis();
  }
}
