package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Block time never runs backwards, whatever the clock does. */
class BlockTimeTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long NOON = 1_800_000_000_000L;

  private final SimDisk disk = new SimDisk(1);
  private volatile long millis = NOON;

  private TestNode open() {
    Clock system = Clock.system();
    Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return millis;
          }

          @Override
          public long nanos() {
            return system.nanos();
          }
        };
    return TestNode.open(new Ports(clock, new SeededEntropy(7), disk, Threads.system()));
  }

  @Test
  void staysWhereItWasWhileTheClockIsSetBackADay() {
    try (TestNode node = open()) {
      node.start("a", "counter");
      node.start("b", "counter");
      node.send("a", "inc");
      millis = NOON - DAY;
      node.send("a", "inc");
      node.send("b", "inc");
      millis = NOON + DAY;
      node.send("a", "inc");
      millis = NOON;
      node.send("b", "inc");

      assertThat(times(node, "a")).containsExactly(NOON, NOON, NOON, NOON + DAY);
      assertThat(times(node, "b")).containsExactly(NOON, NOON, NOON + DAY);
      assertThat(node.actors().history().replay(Key.actor("a"), _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void goesOnFromTheLatestBlockAfterAStart() {
    try (TestNode node = open()) {
      node.start("a", "counter");
      millis = NOON + DAY;
      node.send("a", "inc");
    }
    millis = NOON - DAY;
    try (TestNode node = open()) {
      node.send("a", "inc");
      assertThat(times(node, "a")).containsExactly(NOON, NOON + DAY, NOON + DAY);
    }
  }

  private static List<Long> times(TestNode node, String id) {
    return node.blocks(id).stream().map(Block::header).map(header -> header.timeMillis()).toList();
  }
}
