package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActorMeterTest {
  private static final Key KEY = Key.actor("a");
  private static final long SECOND = 1_000_000_000;

  private final ActorMeter meter = new ActorMeter();

  private ActorLoad at(long nanos) {
    return meter.load(KEY, nanos, 3);
  }

  @Test
  void tellsAllOfItAndASecondsWorth() {
    long begun = 10 * SECOND;
    for (int i = 0; i < 20; i++) {
      meter.turn(1_000);
      meter.ran(SECOND / 100, begun + i * SECOND / 20);
    }
    meter.state(7);

    ActorLoad load = at(begun + SECOND);
    assertThat(load.turns()).isEqualTo(20);
    assertThat(load.turnsPerSecond()).isEqualTo(10); // half of the span is over
    assertThat(load.nanos()).isEqualTo(SECOND / 5);
    assertThat(load.fuel()).isEqualTo(20_000);
    assertThat(load.fuelPerSecond()).isEqualTo(10_000);
    assertThat(load.waiting()).isEqualTo(3);
    assertThat(load.stateBytes()).isEqualTo(7);
  }

  @Test
  void forgetsWhatIsLongAgo() {
    meter.turn(5);
    meter.ran(1, 10 * SECOND);

    assertThat(at(13 * SECOND).turnsPerSecond()).isLessThanOrEqualTo(1);
    assertThat(at(15 * SECOND).turnsPerSecond()).isZero();
    assertThat(at(100 * SECOND).fuelPerSecond()).isZero();
    assertThat(at(100 * SECOND).fuel()).isEqualTo(5);
  }

  @Test
  void theBusiestComeFirstAndCountTheirTurns() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system());
    try (TestNode node = TestNode.open(ports)) {
      for (String id : List.of("a", "b", "c")) {
        node.start(id, "counter");
      }
      for (int i = 0; i < 5; i++) {
        node.send("b", "inc");
      }
      node.send("c", "inc");
      List<TenantTurns> tenants = new ArrayList<>();
      node.actors().workload().turnCounts().onTenant(tenants::add);

      List<ActorLoad> loads = node.actors().workload().loads("default", ActorLoad.Rank.FUEL, 2);
      assertThat(loads).extracting(load -> load.key().id()).containsExactly("b", "c");
      assertThat(loads.getFirst().turns()).isEqualTo(6);
      assertThat(loads.getFirst().fuel()).isPositive();
      assertThat(loads.getFirst().nanos()).isPositive();
      assertThat(loads.getFirst().stateBytes()).isEqualTo(8);
      assertThat(node.actors().workload().loads("default", ActorLoad.Rank.TURNS, 10)).hasSize(3);
      assertThat(node.actors().workload().loads("blue", ActorLoad.Rank.TURNS, 10)).isEmpty();
      assertThat(tenants)
          .singleElement()
          .satisfies(turns -> {
            assertThat(turns.tenant()).isEqualTo("default");
            assertThat(turns.count(TurnCounts.Ending.RETURNED)).isEqualTo(9);
            assertThat(turns.count()).isEqualTo(9);
            assertThat(turns.fuel()).isPositive();
            assertThat(turns.nanos()).isPositive();
          });
      node.actors().passivate();
      assertThat(node.actors().workload().loads("default", ActorLoad.Rank.TURNS, 10)).isEmpty();
    }
  }

  @Test
  void tellsOnlySoManyTenantsApart() {
    TurnCounts counts = new TurnCounts();
    List<String> told = new ArrayList<>();
    counts.onTenant(turns -> told.add(turns.tenant()));
    for (int i = 0; i < 2 * TurnCounts.TENANTS_MAX; i++) {
      TenantTurns _ = counts.of("t" + i);
    }
    assertThat(told).hasSize(TurnCounts.TENANTS_MAX + 1).contains(TurnCounts.OTHERS, "default");
    assertThat(counts.of("t" + TurnCounts.TENANTS_MAX).tenant()).isEqualTo(TurnCounts.OTHERS);
  }
}
