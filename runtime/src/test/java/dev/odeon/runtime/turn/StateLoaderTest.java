package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StateLoaderTest {
  private static final int BLOCKS = 600;

  private final SimDisk disk = new SimDisk(1);

  @Test
  void readsNoMoreOfALongChainThanTheTurnsItRunsAgain() {
    try (TestNode node = open()) {
      node.start("b", "probe/ballast");
      node.request("b", "2000");
      for (int i = 2; i < BLOCKS; i++) {
        node.send("b", "more");
      }
    }
    try (TestNode node = open()) {
      AtomicInteger reads = new AtomicInteger();
      disk.faults(
          Fault.watch(operation -> {
            if (operation.kind() == DiskOperation.Kind.READ) {
              reads.incrementAndGet();
            }
          }));

      // Not the last one, of which there is a snapshot.
      StateAt at = node.actors().history().state(Key.actor("b"), OptionalLong.of(BLOCKS - 10));

      assertThat(at.head().height()).isEqualTo(BLOCKS - 10);
      assertThat(reads.get()).isBetween(10, 150);
    }
  }

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }
}
