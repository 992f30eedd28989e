package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.chain.EventData.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
  private final Mailbox<String> mailbox = new Mailbox<>(1000);

  private void put(Lane lane, String... messages) {
    for (String message : messages) {
      assertThat(mailbox.putMessage(message, lane)).isIn(Mailbox.Put.WAKE, Mailbox.Put.QUEUED);
    }
  }

  private List<String> takeAll() {
    List<String> taken = new ArrayList<>();
    for (String next = mailbox.take(); next != null; next = mailbox.take()) {
      taken.add(next);
    }
    return taken;
  }

  @Test
  void takesControlThenCallsThenByPriority() {
    put(Lane.LOW, "l1", "l2");
    put(Lane.NORMAL, "n1", "n2");
    put(Lane.HIGH, "h1", "h2");
    put(Lane.REQUEST, "r1");
    mailbox.putControl("stop");

    assertThat(mailbox.size()).isEqualTo(8);
    assertThat(takeAll()).containsExactly("stop", "r1", "h1", "h2", "n1", "n2", "l1", "l2");
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void takesControlFirstInTheMiddleOfAFlood() {
    for (Lane lane : Lane.values()) {
      put(lane, "a", "b", "c");
    }
    mailbox.take();
    mailbox.putControl("stop");

    assertThat(mailbox.take()).isEqualTo("stop");
  }

  @ParameterizedTest
  @EnumSource(value = Lane.class, names = "REQUEST", mode = EnumSource.Mode.EXCLUDE)
  void guaranteesEachWaitingLaneAShare(Lane lane) {
    Map<Lane, Integer> taken = new EnumMap<>(Lane.class);
    for (int i = 0; i < 1600; i++) {
      for (Lane each : Lane.values()) {
        while (mailbox.size(each) < 3) {
          put(each, each.name());
        }
      }
      taken.merge(Lane.valueOf(mailbox.take()), 1, Integer::sum);
    }

    assertThat(taken.get(lane)).isBetween(95, 110);
    assertThat(taken.get(Lane.REQUEST)).isGreaterThan(1200);
  }

  @Test
  void letsALowOneWaitForFifteenOthersAtMost() {
    for (int i = 0; i < 100; i++) {
      put(Lane.HIGH, "h" + i);
    }
    takeSome(40);
    put(Lane.LOW, "low");

    assertThat(takeSome(16)).endsWith("low");
  }

  private List<String> takeSome(int count) {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(mailbox.take());
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsTheOrderOfEachLaneAndNeverMissesAShare(long seed) {
    Random random = new Random(seed);
    Map<Lane, Integer> put = new EnumMap<>(Lane.class);
    Map<Lane, Integer> seen = new EnumMap<>(Lane.class);
    Map<Lane, Integer> passed = new EnumMap<>(Lane.class);
    for (int step = 0; step < 20_000; step++) {
      Lane lane = Lane.values()[random.nextInt(4)];
      if (random.nextInt(100) < 48) {
        if (mailbox.putMessage(lane + " " + put.getOrDefault(lane, 0), lane) != Mailbox.Put.FULL) {
          put.merge(lane, 1, Integer::sum);
        }
      } else {
        String next = mailbox.take();
        if (next != null) {
          String[] parts = next.split(" ");
          Lane of = Lane.valueOf(parts[0]);
          assertThat(parts[1]).isEqualTo("" + seen.getOrDefault(of, 0));
          seen.merge(of, 1, Integer::sum);
          for (Lane each : Lane.values()) {
            if (each == of || mailbox.size(each) == 0) {
              passed.remove(each);
            } else {
              passed.merge(each, 1, Integer::sum);
            }
          }
          // Two lanes may be due at once: the second goes one later, the third two.
          assertThat(passed.values()).allMatch(count -> count <= Mailbox.ROUND + 2);
        }
      }
    }
    while (mailbox.take() != null) {}
    assertThat(mailbox.endSlice()).isFalse();
  }

  @Test
  void hasRoomInEachLaneWhateverFillsAnother() {
    mailbox.capacity(2);
    put(Lane.LOW, "l1", "l2");

    assertThat(mailbox.putMessage("l3", Lane.LOW)).isEqualTo(Mailbox.Put.FULL);
    assertThat(mailbox.putMessage("h1", Lane.HIGH)).isEqualTo(Mailbox.Put.QUEUED);
    assertThat(mailbox.putControl("stop")).isEqualTo(Mailbox.Put.QUEUED);
  }

  @Test
  void takesTheLastBehindAllThatWaitedWhenItCame() {
    put(Lane.LOW, "l1");
    put(Lane.HIGH, "h1");
    mailbox.putLast("last");
    put(Lane.HIGH, "h2");
    put(Lane.LOW, "l2");

    assertThat(takeAll()).containsExactly("h1", "h2", "l1", "last", "l2");
  }

  @Test
  void takesTheLastAtOnceIfNothingWaits() {
    put(Lane.NORMAL, "n1");
    mailbox.take();
    mailbox.putLast("last");

    assertThat(mailbox.take()).isEqualTo("last");
  }

  @Test
  void takesMoreOfTheSameLaneWhileTheyGoAlong() {
    put(Lane.NORMAL, "a1", "a2", "b1", "a3");
    put(Lane.LOW, "a4");

    assertThat(mailbox.takeMore(_ -> true)).isNull();
    assertThat(mailbox.take()).isEqualTo("a1");
    assertThat(mailbox.takeMore(next -> next.startsWith("a"))).isEqualTo("a2");
    assertThat(mailbox.takeMore(next -> next.startsWith("a"))).isNull();
    assertThat(mailbox.take()).isEqualTo("b1");
    assertThat(mailbox.takeMore(_ -> true)).isEqualTo("a3");
    assertThat(mailbox.takeMore(_ -> true)).isNull();
  }

  @Test
  void takesNoMoreOnceSomethingGoesBefore() {
    put(Lane.NORMAL, "n1", "n2");
    mailbox.take();
    put(Lane.HIGH, "h1");
    assertThat(mailbox.takeMore(_ -> true)).isNull();

    mailbox.take();
    mailbox.take();
    put(Lane.NORMAL, "n3");
    mailbox.putControl("stop");
    assertThat(mailbox.takeMore(_ -> true)).isNull();
    assertThat(takeAll()).containsExactly("stop", "n3");
  }

  @Test
  void leavesTheShareOfOthersToThemWhenItTakesMore() {
    for (int i = 0; i < 100; i++) {
      put(Lane.HIGH, "h" + i);
    }
    put(Lane.LOW, "low");
    mailbox.take();
    int more = 0;
    while (mailbox.takeMore(_ -> true) != null) {
      more++;
    }

    assertThat(more).isEqualTo(Mailbox.ROUND - 2);
    assertThat(mailbox.take()).isEqualTo("low");
  }

  @Test
  void takesNothingOnceItIsRetired() {
    put(Lane.LOW, "l1");
    assertThat(mailbox.retire()).isFalse();
    mailbox.take();
    assertThat(mailbox.retire()).isTrue();

    assertThat(mailbox.putMessage("m", Lane.HIGH)).isEqualTo(Mailbox.Put.RETIRED);
    assertThat(mailbox.putControl("m")).isEqualTo(Mailbox.Put.RETIRED);
    assertThat(mailbox.putLast("m")).isEqualTo(Mailbox.Put.RETIRED);
  }

  @Test
  void givesAllMessagesOutAtOnce() {
    put(Lane.LOW, "l1");
    put(Lane.HIGH, "h1");
    mailbox.putLast("last");
    mailbox.putControl("stop");

    assertThat(mailbox.takeMessages()).containsExactly("h1", "l1", "last");
    assertThat(takeAll()).containsExactly("stop");
    mailbox.putLast("again");
    assertThat(takeAll()).containsExactly("again");
  }
}
