package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actors that ask each other in the middle of a turn, and what they read if that fails. */
@Timeout(60)
class SentRequestsTest {
  private final SimDisk disk = new SimDisk(1);

  private TestNode open() {
    return open(2);
  }

  private TestNode open(int threads) {
    return open(threads, 256);
  }

  private TestNode open(int threads, int parked) {
    Settings settings =
        TestNode.settings(
            Map.of(
                "guestThreads", threads,
                "parkedGuests", parked,
                "turnTime", Duration.ofSeconds(20)));
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    return TestNode.open(ports, settings, dedup -> dedup);
  }

  private static void start(TestNode node, String... ids) {
    for (String id : ids) {
      TestNode.taken(AskingGuest.start(node, id));
    }
  }

  private static void awaitHeight(TestNode node, String id, long height) {
    while (node.actors().chains().head(Key.actor(id)).orElseThrow().height() < height) {
      Thread.onSpinWait();
    }
  }

  private static Pending<Answer> deliver(TestNode node, String id, String body) {
    Message message = Message.request(Key.actor(id), TestNode.freshId(), Bytes.utf8(body));
    return ((Delivery.Accepted) node.actors().deliver(message)).answer();
  }

  private static String text(Answer answer) {
    Answer.Completed completed = TestNode.taken(answer);
    assertThat(completed.outcome()).isEqualTo(Outcome.RETURNED);
    return Objects.requireNonNull(completed.reply()).text();
  }

  private static void replays(TestNode node, String... ids) {
    for (String id : ids) {
      assertThat(node.actors().history().replay(Key.actor(id), _ -> {}).equal()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersThroughAChainOfActors(int threads) {
    try (TestNode node = open(threads)) {
      start(node, "a", "b", "c", "d");

      assertThat(node.request("a", "abacadc")).isEqualTo("+++\1\0\0\0\0\0\0\0");
      assertThat(node.counter("d")).isEqualTo(1);
      assertThat(node.actors().workload().parked()).isZero();
      Block asked = node.blocks("d").getLast();
      EventData.Message cause = (EventData.Message) asked.event(0).data();
      assertThat(cause.id()).isEqualTo(new MessageId.Sent(Key.actor("c"), 1, 0));
      assertThat(cause.lane()).isEqualTo(EventData.Lane.REQUEST);
      assertThat(cause.causation()).isEqualTo("b/1/0");
      assertThat(Objects.requireNonNull(cause.deadlineMillis()))
          .isGreaterThan(asked.header().timeMillis());
      long blocks = node.blocks("d").size();
      replays(node, "a", "b", "c", "d");
      assertThat(node.blocks("d")).as("a replay asks nobody").hasSize((int) blocks);
    }
  }

  @Test
  void tellsAnEmptyAnswerFromAFailureAndNamesThat() {
    try (TestNode node = open()) {
      start(node, "a", "b", "s", "x");
      node.actors().lifecycle().stop(Key.actor("s"), "test");
      node.actors().lifecycle().stop(Key.actor("x"), "test");
      node.actors().lifecycle().remove(Key.actor("x"), "test");
      TestNode.taken(node.start("n", "counter"));

      assertThat(node.request("a", "abe")).isEqualTo("+");
      assertThat(node.request("a", "aqe")).isEqualTo("-no such actor");
      assertThat(node.request("a", "a\1e")).isEqualTo("-no such actor");
      assertThat(node.request("a", "ase")).startsWith("-stopped");
      assertThat(node.request("a", "axe")).startsWith("-removed");
      assertThat(node.request("a", "aae")).isEqualTo("-itself");
      assertThat(node.request("a", "abj")).isEqualTo("-rejected: rejected by the guest");
      assertThat(node.request("a", "abt")).isEqualTo("-trapped: unreachable");
      assertThat(node.blocks("b")).hasSize(4);
      replays(node, "a", "b");
    }
  }

  @Test
  void asksOnlyWhomTheManifestNames() {
    try (TestNode node = open()) {
      TestNode.taken(AskingGuest.startGranted(node, "a", "{ targets = [\"b\"] }"));
      start(node, "b", "c");

      assertThat(node.request("a", "abe")).isEqualTo("+");
      assertThat(node.request("a", "ace")).isEqualTo("-not granted");
      assertThat(node.request("a", "oc")).isEqualTo("-not granted");
      assertThat(node.blocks("c")).hasSize(1);
      replays(node, "a");
    }
  }

  @Test
  void tellsThatAMessageIsTooLarge() {
    try (TestNode node = open()) {
      start(node, "a", "b");
      // The guest gets the largest message there is, and passes on two bytes less.
      assertThat(node.request("a", "abe" + "x".repeat((64 << 10) - 3))).isEqualTo("+");
      assertThat(node.blocks("b")).hasSize(2);

      String tooLarge = "-too large: 70000 bytes, 65536 are allowed";
      assertThat(node.request("a", "mb")).isEqualTo(tooLarge);
      assertThat(node.request("a", "kb")).isEqualTo(tooLarge);
      String channel = node.request("a", "ob").substring(1);
      assertThat(node.request("a", "n" + channel)).isEqualTo(tooLarge);
      assertThat(node.request("b", "n" + channel)).isEqualTo(tooLarge);
      assertThat(node.actors().workload().outboxWaiting()).isZero();
      replays(node, "a", "b");
    }
  }

  @Test
  void tellsThatTheReceiverIsPaused() {
    try (TestNode node = open()) {
      start(node, "a", "b");
      TestNode.taken(node.actors().lifecycle().pause(Key.actor("b"), "its data moves"));
      assertThat(node.request("a", "abe")).startsWith("-paused").contains("its data moves");
      assertThat(node.request("a", "ob")).startsWith("-paused");
      TestNode.taken(node.actors().lifecycle().resume(Key.actor("b"), "test"));
      assertThat(node.request("a", "abe")).isEqualTo("+");
      replays(node, "a", "b");
    }
  }

  @Test
  void findsACircleOfTwentyActors() {
    try (TestNode node = open(1)) {
      List<String> ids =
          IntStream.range(0, 20).mapToObj(i -> String.valueOf((char) ('a' + i))).toList();
      start(node, ids.toArray(String[]::new));

      String path = String.join("a", ids);
      String circle = String.join(" -> ", ids);
      assertThat(node.request("a", path.substring(1) + "aae"))
          .isEqualTo("+".repeat(19) + "-request cycle: t -> " + circle);
      replays(node, ids.toArray(String[]::new));
    }
  }

  @Test
  void findsCirclesOfAnyLengthBeforeItWaits() {
    try (TestNode node = open(1)) {
      start(node, "a", "b", "c", "d");

      assertThat(node.request("a", "abaae")).isEqualTo("+-request cycle: b -> a -> b");
      assertThat(node.request("a", "abacadabe")).isEqualTo("+++-request cycle: d -> b -> c -> d");
      assertThat(node.request("a", "abacadaae"))
          .isEqualTo("+++-request cycle: d -> a -> b -> c -> d");
      replays(node, "a", "b", "c", "d");
    }
  }

  @Test
  void completesARequestThatALaterTurnAnswers() {
    try (TestNode node = open(1)) {
      start(node, "a", "b");
      Pending<Answer> open = deliver(node, "a", "abh");
      awaitHeight(node, "b", 1);
      // While somebody waits for it, it must not wait for him.
      assertThat(node.request("b", "aae")).isEqualTo("-request cycle: b -> a -> b");
      assertThat(node.request("b", "ra/1/0")).isEqualTo("+");

      assertThat(text(open.await())).isEqualTo("+later");
      assertThat(node.request("b", "aae")).isEqualTo("+");
      replays(node, "a", "b");
    }
  }

  @Test
  void failsAtTheDeadlineOfTheTurnThatAsks() {
    try (TestNode node = open(1)) {
      TestNode.taken(AskingGuest.start(node, "a", "[limits]", "time_ms = 400"));
      start(node, "b");

      assertThat(node.request("a", "abh")).isEqualTo("-deadline");
      assertThat(node.request("a", "abl")).isIn("-deadline", "-exhausted: time");
      // The one that is left open expires, the other one ends.
      awaitHeight(node, "b", 3);
      assertThat(node.blocks("b"))
          .extracting(block -> block.header().outcome())
          .contains(new Outcome.Exhausted(Outcome.Limit.TIME));
      assertThat(node.request("a", "abe")).isEqualTo("+");
      replays(node, "a", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsManyAskOne(int threads) {
    int askers = 300;
    try (TestNode node = open(threads, 300)) {
      start(node, "z");
      List<Pending<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < askers; i++) {
        start(node, "asker-" + i);
      }
      for (int i = 0; i < askers; i++) {
        answers.add(deliver(node, "asker-" + i, "azc"));
      }
      long counted = 0;
      for (Pending<Answer> answer : answers) {
        String text = text(answer.await());
        counted += text.startsWith("+") ? 1 : 0;
        assertThat(text.startsWith("+") || text.startsWith("-full")).as(text).isTrue();
      }
      assertThat(counted).isPositive();
      assertThat(node.counter("z")).isEqualTo(counted);
      assertThat(node.actors().workload().parked()).isZero();
    }
  }

  @Test
  void failsOverloadedWhereTooManyWait() {
    try (TestNode node = open(1, 1)) {
      start(node, "a", "b", "c", "d");
      Pending<Answer> open = deliver(node, "a", "abh");
      awaitHeight(node, "b", 1);

      assertThat(node.request("c", "ade"))
          .isEqualTo("-overloaded: 1 guests wait in host calls already");
      assertThat(node.blocks("d")).hasSize(1);
      node.request("b", "ra/1/0");
      assertThat(text(open.await())).isEqualTo("+later");
      assertThat(node.request("c", "ade")).isEqualTo("+");
    }
  }

  @Test
  void goesOnAfterAStopInTheMiddleOfARequest() {
    Pending<Answer> open;
    try (TestNode node = open()) {
      start(node, "a", "b");
      open = deliver(node, "a", "abh");
      awaitHeight(node, "b", 1);
    }
    assertThat(open.await()).isInstanceOf(Answer.Refused.class);
    try (TestNode node = open()) {
      // Its turn runs again, and joins the request, which is open still.
      while (node.actors().workload().parked() == 0) {
        Thread.onSpinWait();
      }
      assertThat(node.request("b", "ra/1/0")).isEqualTo("+");
      awaitHeight(node, "a", 1);
      assertThat(node.blocks("b")).hasSize(3);
      assertThat(node.blocks("a")).hasSize(2);
      EventData.Reply reply =
          (EventData.Reply) node.blocks("a").getLast().events().getLast().data();
      assertThat(reply.payload().text()).isEqualTo("+later");
      replays(node, "a", "b");
    }
  }

  @Test
  void isGivenWhatWasAnsweredEvenIfTheReceiverIsStoppedMeanwhile() {
    try (TestNode node = open()) {
      start(node, "a", "b");
      Pending<Answer> _ = deliver(node, "a", "abh");
      awaitHeight(node, "b", 1);
    }
    // The interrupted turn of the asker cannot run: nobody can be parked.
    try (TestNode node = open(1, 0)) {
      assertThat(node.request("b", "ra/1/0")).isEqualTo("+");
      TestNode.taken(node.actors().lifecycle().stop(Key.actor("b"), "test"));
    }
    try (TestNode node = open()) {
      awaitHeight(node, "a", 1);
      EventData.Reply reply =
          (EventData.Reply) node.blocks("a").getLast().events().getLast().data();
      assertThat(reply.payload().text()).isEqualTo("+later");
      replays(node, "a", "b");
    }
  }
}
