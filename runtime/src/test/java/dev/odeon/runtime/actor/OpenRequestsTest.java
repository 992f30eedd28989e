package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.Head;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorException.Reason;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.OpenRequestReport;
import dev.odeon.runtime.Settings;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that a guest leaves open: listed, cancelled, answered from outside, expired. */
class OpenRequestsTest {
  private static final Key DESK = Key.actor("desk");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Bytes YES = Bytes.utf8("yes");

  private final SimDisk disk = new SimDisk(5);
  private final AtomicLong jumped = new AtomicLong();
  private TestNode node = open(TestNode.settings());

  @BeforeEach
  void start() {
    TestNode.taken(Desk.start(node.actors(), "desk"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private TestNode open(Settings settings) {
    Clock system = Clock.system();
    Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return system.millis() + jumped.get();
          }

          @Override
          public long nanos() {
            return system.nanos();
          }
        };
    Ports ports = new Ports(clock, new SeededEntropy(3), disk, Threads.system());
    return TestNode.open(ports, settings, dedup -> dedup);
  }

  private void reopen() {
    reopen(TestNode.settings());
  }

  private void reopen(Settings settings) {
    node.close();
    node = open(settings);
  }

  private Pending<Answer> ask(String id, String body, @Nullable Duration deadline) {
    Message message =
        new Message(DESK, id, Message.Kind.REQUEST, Bytes.utf8(body), deadline, null, null);
    return ((Delivery.Accepted) node.actors().deliver(message)).answer();
  }

  private Pending<Answer> ask(String id) {
    return ask(id, "open", null);
  }

  private String asks(String id, String body) {
    Answer.Completed done = TestNode.taken(ask(id, body, null).await());
    assertThat(done.outcome()).isEqualTo(Outcome.RETURNED);
    return Objects.requireNonNull(done.reply()).text();
  }

  private List<String> openIds() {
    return node.actors().requests().list(DESK).stream().map(OpenRequestReport::id).toList();
  }

  /** Waits until the turns before are durable. */
  private void flush() {
    assertThat(asks(TestNode.freshId(), "answered")).isEqualTo("answered");
  }

  private Head reply(String id) {
    return node.actors().requests().reply(DESK, id, YES, "ann");
  }

  private void refuses(String id, Reason reason, String... words) {
    assertThatThrownBy(() -> reply(id))
        .isInstanceOf(ActorException.class)
        .hasMessageContainingAll(words)
        .extracting(e -> ((ActorException) e).reason())
        .isEqualTo(reason);
  }

  private Block last() {
    return node.blocks("desk").getLast();
  }

  private void checkHistory() {
    assertThat(node.actors().history().replay(DESK, _ -> {}).divergences()).isEmpty();
    var whatIf = node.actors().history().whatIf(DESK, Desk.MODULE, _ -> {});
    assertThat(whatIf.differences()).isEmpty();
    assertThat(whatIf.unknown()).isZero();
  }

  @Test
  void areListedToTheirGuestWithTheChangesOfItsOwnTurn() {
    Pending<Answer> first = ask("r1");
    Pending<Answer> second = ask("r2");

    assertThat(asks("l1", "list")).isEqualTo("r1,r2,l1");
    assertThat(asks("c", "cr1")).isEqualTo("r2,c");
    assertThat(asks("a", "rr2")).isEqualTo("a");
    assertThat(first.await()).isInstanceOf(Answer.Withdrawn.class);
    assertThat(TestNode.taken(second.await()).reply()).isEqualTo(YES);
    assertThat(openIds()).isEmpty();
    checkHistory();
  }

  @Test
  void areListedToPeople() {
    Pending<Answer> _ = ask("r1", "open this", Duration.ofHours(1));
    Pending<Answer> _ = ask("r2");
    flush();
    reopen();

    List<OpenRequestReport> open = node.actors().requests().list(DESK);

    assertThat(open).extracting(OpenRequestReport::id).containsExactly("r1", "r2");
    OpenRequestReport one = open.getFirst();
    Block block = node.blocks("desk").get(1);
    assertThat(one.block()).isEqualTo(block.head());
    assertThat(one.askedMillis()).isEqualTo(block.header().timeMillis());
    assertThat(one.deadlineMillis() - one.askedMillis()).isBetween(3_500_000L, 3_600_000L);
    assertThat(one.export()).isEqualTo(Message.Kind.REQUEST.function());
    assertThat(one.bodyBytes()).isEqualTo(9);
    OpenRequestReport other = open.getLast();
    assertThat(other.deadlineMillis()).isEqualTo(other.askedMillis() + WEEK.toMillis());
    assertThatThrownBy(() -> node.actors().requests().list(Key.actor("nobody")))
        .hasMessage("there is no actor nobody");
  }

  @Test
  void areCancelledByTheirActorForAllWhoWait() {
    Pending<Answer> first = ask("r");
    Pending<Answer> again = ask("r");
    Answer.Completed cancel = node.send("desk", "cr");

    Answer.Withdrawn told = new Answer.Withdrawn(cancel.block());
    assertThat(first.await()).isEqualTo(told);
    assertThat(again.await()).isEqualTo(told);
    assertThat(ask("r").await()).isEqualTo(told);
    refuses("r", Reason.WITHDRAWN, "cancelled by the actor");
    assertThat(node.send("desk", "cr").outcome())
        .isEqualTo(new Outcome.Rejected("no request r waits for an answer"));
    assertThat(node.send("desk", "cnever").outcome()).isInstanceOf(Outcome.Rejected.class);
    reopen();
    assertThat(ask("r").await()).isEqualTo(told);
    checkHistory();
  }

  @Test
  void areCancelledInTheirOwnTurn() {
    Answer told = ask("r", "withdrawn", null).await();

    assertThat(told).isEqualTo(new Answer.Withdrawn(last().head()));
    assertThat(openIds()).isEmpty();
    assertThat(ask("r", "withdrawn", null).await()).isEqualTo(told);
    reopen();
    assertThat(ask("r", "withdrawn", null).await()).isEqualTo(told);
    refuses("r", Reason.WITHDRAWN, "cancelled by the actor");
  }

  @Test
  void areAnsweredFromOutsideOnce() {
    Pending<Answer> first = ask("r");
    flush();
    Head block = reply("r");

    assertThat(first.await()).isEqualTo(new Answer.Completed(Outcome.RETURNED, YES, block, false));
    Event event = last().event(0);
    assertThat(last().eventCount()).isEqualTo(1);
    assertThat(event.name()).isEqualTo("answered");
    EventData.Settlement settlement = (EventData.Settlement) event.data();
    assertThat(settlement.metadata()).isEqualTo(EventMetadata.of(Map.of("principal", "ann")));
    assertThat(settlement.id().toString()).isEqualTo("r");
    assertThat(settlement.export()).isEqualTo(Message.Kind.REQUEST.function());

    refuses("r", Reason.ALREADY_ANSWERED, "answered already, in block 3 by ann");
    assertThat(node.send("desk", "rr").outcome()).isInstanceOf(Outcome.Rejected.class);
    Answer again = new Answer.Completed(Outcome.RETURNED, YES, block, true);
    assertThat(ask("r").await()).isEqualTo(again);
    reopen();
    assertThat(ask("r").await()).isEqualTo(again);
    refuses("r", Reason.ALREADY_ANSWERED, "by ann");
    assertThat(node.counter("desk")).isEqualTo(-1);
    checkHistory();
  }

  @Test
  void areAnsweredByWhoeverIsFirstInTheChain() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      String id = "r" + round;
      Pending<Answer> asked = ask(id);
      flush();
      List<Reason> refused = new ArrayList<>();
      List<Thread> outside = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        outside.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    Head _ = node.actors().requests().reply(DESK, id, Bytes.utf8("outside"), "bob");
                  } catch (ActorException e) {
                    synchronized (refused) {
                      refused.add(e.reason());
                    }
                  }
                }));
      }
      Answer.Completed guest = node.send("desk", "r" + id);
      for (Thread each : outside) {
        each.join();
      }

      boolean byGuest = guest.outcome().equals(Outcome.RETURNED);
      assertThat(TestNode.taken(asked.await()).reply())
          .isEqualTo(byGuest ? YES : Bytes.utf8("outside"));
      assertThat(refused).hasSize(byGuest ? 2 : 1).containsOnly(Reason.ALREADY_ANSWERED);
    }
    checkHistory();
  }

  @Test
  void areAnsweredThoughTheActorIsStoppedButNotOnceItIsRemoved() {
    Pending<Answer> first = ask("r1");
    Pending<Answer> second = ask("r2", "open", Duration.ofSeconds(2));
    flush();
    Answer _ = node.actors().lifecycle().stop(DESK, "enough");
    Head _ = reply("r1");
    assertThat(TestNode.taken(first.await()).reply()).isEqualTo(YES);

    Answer _ = node.actors().lifecycle().remove(DESK, "done");
    refuses("r2", Reason.CONFLICT, "removed: done", "they expire");
    assertThat(second.await()).isInstanceOf(Answer.Expired.class);
    checkHistory();
  }

  @Test
  void areRefusedAnAnswerThatCannotBe() {
    Pending<Answer> waits = ask("r");
    assertThat(asks("a", "at once")).isEqualTo("at once");

    refuses("never", Reason.NOT_FOUND, "there is no open request never of desk");
    refuses("a\nb", Reason.NOT_FOUND, "no open request of desk has such an id");
    refuses("a", Reason.ALREADY_ANSWERED, "in block 2");
    Bytes large = Bytes.wrap(new byte[(64 << 10) + 1]);
    assertThatThrownBy(() -> node.actors().requests().reply(DESK, "r", large))
        .hasMessage(
            "the answer to the request r of desk has 65,537 bytes, 65,536 are allowed: send less");
    assertThatThrownBy(() -> node.actors().requests().reply(Key.actor("nobody"), "r", YES))
        .hasMessage("there is no actor nobody");
    assertThat(waits.isDone()).isFalse();
    assertThat(openIds()).containsExactly("r");
    int blocks = node.blocks("desk").size();
    assertThat(blocks).isEqualTo(3);
  }

  @Test
  void expireAtTheirDeadlineByABlock() {
    Pending<Answer> joined;
    Pending<Answer> first = ask("r", "open", Duration.ofMillis(300));
    joined = ask("r");

    Answer told = first.await();

    assertThat(told).isEqualTo(new Answer.Expired(last().head()));
    assertThat(joined.await()).isEqualTo(told);
    Event event = last().event(0);
    assertThat(event.name()).isEqualTo("expired");
    EventData.Settlement settlement = (EventData.Settlement) event.data();
    assertThat(settlement.reason()).startsWith("nobody answered it until 20").endsWith("Z");
    assertThat(ask("r").await()).isEqualTo(told);
    refuses("r", Reason.EXPIRED, "has expired");
    assertThat(node.send("desk", "rr").outcome()).isInstanceOf(Outcome.Rejected.class);
    reopen();
    assertThat(ask("r").await()).isEqualTo(told);
    checkHistory();
  }

  @Test
  void expireLateAndOnceIfTheHomeWasNotOpenThen() {
    for (int i = 0; i < 200; i++) {
      Pending<Answer> _ = ask("r" + i);
      if (i % 50 == 0) {
        flush();
      }
    }
    Pending<Answer> _ = ask("later", "open", WEEK.multipliedBy(2));
    flush();
    long blocks = node.blocks("desk").size();
    node.close();
    jumped.addAndGet(WEEK.toMillis() + 1000);

    node = open(TestNode.settings());
    assertThat(ask("r199").await()).isInstanceOf(Answer.Expired.class);
    assertThat(ask("r0").await()).isInstanceOf(Answer.Expired.class);
    reopen();
    while (openIds().size() > 1) {
      flush();
    }

    assertThat(openIds()).containsExactly("later");
    long expired =
        node.blocks("desk").stream().filter(each -> each.event(0).name().equals("expired")).count();
    assertThat(expired).isEqualTo(200);
    assertThat(node.blocks("desk").subList(0, (int) blocks))
        .noneMatch(each -> each.event(0).name().equals("expired"));
    checkHistory();
  }

  @Test
  void areNoMoreThanTheSetting() {
    for (int i = 0; i < 300; i++) {
      Pending<Answer> _ = ask("r" + i);
      if (i % 50 == 49) {
        flushUnanswered();
      }
    }
    assertThat(ask("more").await())
        .isEqualTo(new Answer.Refused("300 requests of desk wait for their answers already"));
    assertThat(ask("r0").isDone()).isFalse();
    TestNode.taken(node.answer(Message.send(DESK, "end", Bytes.utf8("cr0"))));
    assertThat(asks("l", "again")).isEqualTo("again");
  }

  /** Waits until the turns before are durable. */
  private void flushUnanswered() {
    Answer.Completed _ = node.send("desk", "nothing");
  }

  @Test
  void areNotAnsweredAfterTheirDeadlineThoughNoBlockSaysSoYet() {
    Pending<Answer> asked = ask("r");
    flush();
    jumped.addAndGet(WEEK.toMillis() + 1000);

    refuses("r", Reason.EXPIRED, "has expired");
    assertThat(node.send("desk", "rr").outcome())
        .isEqualTo(new Outcome.Rejected("no request r waits for an answer"));
    assertThat(asks("l", "list")).isEqualTo("l");
    assertThat(asked.isDone()).isFalse();
    node.actors().stopWaiting();
    reopen();
    assertThat(ask("r").await()).isInstanceOf(Answer.Expired.class);
  }

  @Test
  void keepTheirDeadlineThoughTheClockIsSetBack() {
    Pending<Answer> _ = ask("r", "open", Duration.ofHours(1));
    flush();
    jumped.addAndGet(-Duration.ofDays(1).toMillis());
    reopen();
    flush();
    assertThat(openIds()).containsExactly("r");
    jumped.addAndGet(Duration.ofDays(1).plusHours(2).toMillis());
    reopen();
    assertThat(ask("r", "open", Duration.ofHours(1)).await()).isInstanceOf(Answer.Expired.class);
  }

  @Test
  void haveTheAgeOfTheSettingIfTheirAskerGaveNoDeadline() {
    reopen(TestNode.settings(Duration.ofMillis(200), 10_000_000));
    assertThat(ask("r").await()).isInstanceOf(Answer.Expired.class);
  }

  @Test
  void areKnownHoweverManyIdsCameSinceAndWithoutAnyIndex() {
    reopen(TestNode.settings(WEEK, 1));
    Pending<Answer> _ = ask("r");
    String large = "a".repeat(60_000);
    for (int i = 0; i < 60; i++) {
      assertThat(asks(TestNode.freshId(), large)).isEqualTo(large);
    }
    assertThat(disk.list(TestNode.FOLDER.resolve("log")).size()).isGreaterThan(2);
    reopen(TestNode.settings(WEEK, 1));
    Pending<Answer> joined = ask("r");
    flush();
    assertThat(joined.isDone()).isFalse();
    node.close();
    disk.list(TestNode.FOLDER.resolve("derived/index"))
        .forEach(name -> disk.delete(TestNode.FOLDER.resolve("derived/index").resolve(name)));

    node = open(TestNode.settings(WEEK, 1));
    joined = ask("r");
    flush();
    assertThat(openIds()).containsExactly("r");
    Head block = reply("r");
    assertThat(joined.await()).isEqualTo(new Answer.Completed(Outcome.RETURNED, YES, block, true));
    for (int i = 0; i < 60; i++) {
      assertThat(asks(TestNode.freshId(), large)).isEqualTo(large);
    }
    reopen(TestNode.settings(WEEK, 1));
    assertThat(ask("r").await())
        .isEqualTo(new Answer.Completed(Outcome.RETURNED, YES, block, true));
  }
}
