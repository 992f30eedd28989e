package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actors that have nothing to do leave no object, and come back with their next message. */
class IdleActorsTest {
  private static final int ACTORS = 200;

  private final SimDisk disk = new SimDisk(1);

  private TestNode open() {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    return TestNode.open(ports);
  }

  @Test
  void leaveNoObjectAndGoOnWhereTheyWere() {
    try (TestNode node = open()) {
      for (int i = 0; i < ACTORS; i++) {
        node.start("c" + i, "counter");
        node.send("c" + i, "inc");
      }
      assertThat(node.actors().workload().inMemory()).isEqualTo(ACTORS);

      // An actor whose last turn is just being answered stays for another round.
      for (int round = 0; round < 1_000 && node.actors().workload().inMemory() > 0; round++) {
        node.actors().passivate();
      }

      assertThat(node.actors().workload().inMemory()).isZero();
      for (int i = 0; i < ACTORS; i++) {
        assertThat(node.request("c" + i, "get")).isEqualTo("1");
      }
    }
  }

  @Test
  void areNotThrownOutByARequestThatIsRefused() {
    try (TestNode node = open()) {
      node.start("c", "counter");
      for (int round = 0; round < 100; round++) {
        assertThatThrownBy(() -> node.start("c", "echo")).hasMessageContaining("runs already");
        assertThat(node.actors().workload().inMemory()).isEqualTo(1);
      }
    }
  }

  @Test
  void losesNothingThatIsHandedInWhileTheyLeave() {
    try (TestNode node = open()) {
      node.start("c", "counter");
      List<Delivery> deliveries = new ArrayList<>();
      for (int round = 0; round < 300; round++) {
        deliveries.add(
            node.actors().deliver(Message.send(Key.actor("c"), "m" + round, Bytes.utf8("inc"))));
        node.actors().passivate();
        if (round % 50 == 49) {
          deliveries.forEach(each -> TestNode.taken(((Delivery.Accepted) each).answer().await()));
          deliveries.clear();
        }
      }
      assertThat(node.counter("c")).isEqualTo(300);
    }
  }
}
