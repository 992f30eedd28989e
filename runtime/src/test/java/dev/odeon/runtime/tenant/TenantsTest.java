package dev.odeon.runtime.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private final SimDisk disk = new SimDisk(1);
  private TestNode node;

  @BeforeEach
  void open() {
    node =
        TestNode.open(
            new Ports(Clock.system(), new SeededEntropy(1), disk, Threads.system()),
            TestNode.settings(64L << 10),
            dedup -> dedup);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Tenants tenants() {
    return node.actors().tenants();
  }

  private Tenants.Change set(String tenant, TenantLimit limit, long value) {
    return tenants().set(tenant, Map.of(limit, Optional.of(value)), "a test");
  }

  private List<Block> chain(String tenant) {
    List<Block> blocks = new ArrayList<>();
    node.actors()
        .chains()
        .blocks(TenantIndex.chain(tenant), 0, Long.MAX_VALUE, block -> blocks.add(block));
    return blocks;
  }

  /** Ends several segments of the log. */
  private void fill() {
    if (node.actors().chains().head(Key.actor("b")).isEmpty()) {
      node.start("b", "probe/ballast");
    }
    for (int i = 0; i < 12; i++) {
      node.request("b", "20000");
    }
  }

  @Test
  void recordsEachChangeOnce() {
    set("blue", TenantLimit.WEIGHT, 3);
    assertThat(set("blue", TenantLimit.WEIGHT, 3).duplicate()).isTrue();
    tenants().set("blue", Map.of(TenantLimit.WEIGHT, Optional.empty()), "somebody");

    List<Block> blocks = chain("blue");
    assertThat(blocks).hasSize(2);
    EventData.Message cause = (EventData.Message) blocks.getLast().event(0).data();
    assertThat(cause.metadata().get("principal")).isEqualTo("somebody");
    assertThat(LimitChange.of(blocks.getLast().event(1)))
        .isEqualTo(new LimitChange(TenantLimit.WEIGHT, 3L, null));
    assertThat(blocks.getLast().header().module()).isNull();
  }

  @Test
  void knowsFromTheLogWhatWasSetHoweverItIsOpened() {
    set("blue", TenantLimit.WEIGHT, 3);
    fill();
    set("green", TenantLimit.WEIGHT, 5);
    set("blue", TenantLimit.WEIGHT, 4);
    fill();
    node.close();
    open();
    assertThat(tenants().limits("blue").get(TenantLimit.WEIGHT)).isEqualTo(4);
    assertThat(tenants().limits("green").get(TenantLimit.WEIGHT)).isEqualTo(5);
    assertThat(set("blue", TenantLimit.WEIGHT, 6).head().height()).isEqualTo(2);
    node.close();
    disk.files().stream()
        .filter(file -> file.startsWith(TestNode.FOLDER.resolve("derived")))
        .forEach(disk::delete);
    open();
    assertThat(tenants().limits("blue").get(TenantLimit.WEIGHT)).isEqualTo(6);
    assertThat(tenants().names()).containsExactly("blue", "default", "green");
    assertThat(node.actors().history().replay(TenantIndex.chain("blue"), _ -> {}).divergences())
        .isEmpty();
  }

  @Test
  void takesChangesOfManyAtOnce() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      long value = i;
      threads.add(Thread.ofPlatform().start(() -> set("blue", TenantLimit.WEIGHT, value)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Long before = null;
    for (Block block : chain("blue")) {
      LimitChange change = LimitChange.of(block.event(1));
      assertThat(change.before()).isEqualTo(before);
      before = change.after();
    }
    assertThat(tenants().limits("blue").get(TenantLimit.WEIGHT)).isEqualTo(before);
    assertThat(chain("blue")).hasSize(4);
  }

  @Test
  void refusesWhatCanBeNoLimit() {
    for (long wrong : new long[] {0, -1, 1_001, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> set("blue", TenantLimit.WEIGHT, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weight is %d; it can be 1 to 1000, or none for no limit".formatted(wrong));
    }
    assertThatThrownBy(() -> set("../x", TenantLimit.WEIGHT, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../x' is not a tenant");
    assertThatThrownBy(() -> tenants().report("red"))
        .isInstanceOf(ActorException.class)
        .hasMessage("there is no tenant red: it has neither actors nor limits");
    assertThat(chain("blue")).isEmpty();
    assertThat(tenants().limits("blue")).isEqualTo(TenantLimits.NONE);
  }

  @Test
  void isNoActor() {
    set("blue", TenantLimit.WEIGHT, 3);
    Key chain = TenantIndex.chain("blue");
    assertThat(node.actors().reports().list(Key.DEFAULT_TENANT)).isEmpty();
    assertThatThrownBy(() -> node.actors().request(Message.request(chain, "m", Bytes.utf8("x"))))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("takes no messages");
  }
}
