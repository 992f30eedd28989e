package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingTest {
  private final SimDisk disk = new SimDisk(5);

  @Test
  void refusesToRunTurnsAgainOnceClosed() {
    TestNode node = TestNode.open(ports(Clock.system()));
    node.start("c", "counter");
    node.close();
    assertThatThrownBy(() -> node.actors().history().state(Key.actor("c"), OptionalLong.empty()))
        .isInstanceOf(ActorException.class)
        .hasMessage(TurnWriter.CLOSED);
  }

  @Test
  void keepsItsGuestThreadsWhenARunOfTheHostFails() {
    try (TestNode node = TestNode.open(ports(Clock.system()))) {
      node.start("c", "counter");
      for (int i = 0; i < 2 * TestNode.settings().guestThreads(); i++) {
        assertThatThrownBy(() -> node.actors().history().replay(Key.actor("c"), _ -> overflow()))
            .isInstanceOf(ActorException.class)
            .hasMessageContaining("StackOverflowError");
      }
      assertThat(node.request("c", "inc")).isEqualTo("1");
    }
  }

  @Test
  void takesMessagesWhateverTheMonotonicClockReads() {
    Clock negative =
        new Clock() {
          private final long first = Clock.system().nanos();

          @Override
          public long millis() {
            return Clock.system().millis();
          }

          @Override
          public long nanos() {
            return Clock.system().nanos() - first - Duration.ofHours(1).toNanos();
          }
        };
    try (TestNode node = TestNode.open(ports(negative))) {
      node.start("c", "counter");
      assertThat(node.request("c", "inc")).isEqualTo("1");
    }
  }

  @Test
  void takesADeadlineOfAnyLength() {
    try (TestNode node = TestNode.open(ports(Clock.system()))) {
      node.start("c", "counter");
      assertThat(node.answer(inc("far", Duration.ofSeconds(Long.MAX_VALUE))))
          .isInstanceOf(Answer.Completed.class);
      assertThat(node.answer(inc("past", Duration.ofSeconds(Long.MIN_VALUE))))
          .isInstanceOf(Answer.DeadlineExceeded.class);
    }
  }

  private static void overflow() {
    throw new StackOverflowError();
  }

  private static Message inc(String id, Duration deadline) {
    return new Message(
        Key.actor("c"), id, Message.Kind.SEND, Bytes.utf8("inc"), deadline, null, null);
  }

  private Ports ports(Clock clock) {
    return new Ports(clock, new SeededEntropy(7), disk, Threads.system());
  }
}
