package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.LimitException;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import dev.odeon.runtime.TenantReport;
import dev.odeon.runtime.tenant.Tenants;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of tenants that hold. */
class TenantLimitsTest {
  private static final String TENANT = Key.DEFAULT_TENANT;

  private final SimDisk disk = new SimDisk(1);
  private TestNode node;

  @BeforeEach
  void open() {
    node = TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private Tenants.Change set(TenantLimit limit, long value) {
    return node.actors().tenants().set(TENANT, Map.of(limit, Optional.of(value)), "a test");
  }

  private void unset(TenantLimit limit) {
    var _ = node.actors().tenants().set(TENANT, Map.of(limit, Optional.empty()), "a test");
  }

  private TenantReport.Line line(TenantLimit limit) {
    return node.actors().tenants().report(TENANT).lines().get(limit.ordinal());
  }

  private Delivery deliver(String to, String body) {
    return node.actors().deliver(Message.send(Key.actor(to), TestNode.freshId(), Bytes.utf8(body)));
  }

  private Delivery firstRefusal() {
    Delivery delivery = deliver("a", "");
    while (delivery instanceof Delivery.Accepted accepted) {
      var _ = accepted.answer().await();
      delivery = deliver("a", "");
    }
    return delivery;
  }

  @Test
  void messagesOverTheRateAreToldWhenToComeAgain() {
    Relay.start(node, "a");
    set(TenantLimit.MESSAGES_PER_SECOND, 1);
    Delivery.Overloaded refused = (Delivery.Overloaded) firstRefusal();
    assertThat(refused.reason())
        .isEqualTo("the actors of the tenant default get 1 messages a second, and no more");
    assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(line(TenantLimit.MESSAGES_PER_SECOND).used()).isEqualTo(1);
    assertThatThrownBy(() ->
            node.actors().request(Message.send(Key.actor("a"), TestNode.freshId(), Bytes.empty())))
        .isInstanceOfSatisfying(
            LimitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ActorException.Reason.RETRY);
              assertThat(e.retryAfter()).isPositive();
            });
    unset(TenantLimit.MESSAGES_PER_SECOND);
    assertThat(deliver("a", "")).isInstanceOf(Delivery.Accepted.class);
  }

  @Test
  void messagesBetweenActorsOverTheRateComeLater() {
    Relay.start(node, "a");
    Relay.start(node, "b");
    set(TenantLimit.MESSAGES_PER_SECOND, 30);
    assertThat(node.send("a", Relay.times(60, Relay.to("b", ""))).outcome())
        .isEqualTo(Outcome.RETURNED);
    assertThat(node.actors().awaitDelivered(Duration.ofSeconds(60))).isTrue();
    assertThat(node.counter("b")).isEqualTo(60);
    assertThat(node.actors().workload().outboxWaiting()).isZero();
  }

  @Test
  void theOutboxOfATenantIsFullWhoeverSendsToWhom() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      Relay.start(node, id);
    }
    node.actors().lifecycle().stop(Key.actor("c"), "test");
    node.actors().lifecycle().stop(Key.actor("d"), "test");
    set(TenantLimit.OUTBOX, 5);
    assertThat(node.send("a", Relay.times(3, Relay.to("c", ""))).outcome())
        .isEqualTo(Outcome.RETURNED);
    assertThat(node.send("b", Relay.times(3, Relay.to("d", ""))).outcome())
        .isEqualTo(new Outcome.Rejected("full"));
    assertThat(node.send("b", Relay.times(2, Relay.to("d", ""))).outcome())
        .isEqualTo(Outcome.RETURNED);
    assertThat(line(TenantLimit.OUTBOX).used()).isEqualTo(5);
    assertThat(set(TenantLimit.OUTBOX, 4).report().lines().get(TenantLimit.OUTBOX.ordinal()))
        .satisfies(line -> assertThat(line.isOver()).isTrue());
    node.close();
    open();
    assertThat(line(TenantLimit.OUTBOX).used()).isEqualTo(5);
    assertThat(node.send("a", Relay.to("d", "")).outcome()).isEqualTo(new Outcome.Rejected("full"));
    Relay.start(node, "c");
    Relay.start(node, "d");
    assertThat(node.actors().awaitDelivered(Duration.ofSeconds(20))).isTrue();
    assertThat(line(TenantLimit.OUTBOX).used()).isZero();
    assertThat(node.actors().history().replay(Key.actor("b"), _ -> {}).equal()).isTrue();
  }

  @Test
  void timersOverTheLimitAreRefusedInTheGuest() {
    node.start("t", "probe/alarms", "[grants]", "timers = true");
    set(TenantLimit.TIMERS, 2);
    long due = Clock.system().millis() + 600_000;
    assertThat(node.request("t", "s|a|%d|x\ns|b|%d|x\ns|c|%d|x".formatted(due, due, due)))
        .isEqualTo(
            "ok\nok\n! full: 2 timers of the tenant default wait, more than that it cannot have");
    assertThat(line(TenantLimit.TIMERS).used()).isEqualTo(2);
    unset(TenantLimit.TIMERS);
    assertThat(node.request("t", "s|c|%d|x".formatted(due))).isEqualTo("ok");
  }

  @Test
  void bytesOverTheLimitAreRefusedAndSayWhatIsUsed() {
    Relay.start(node, "a");
    long used = line(TenantLimit.BYTES).used();
    assertThat(used).isPositive().isEqualTo(node.actors().tenants().logBytes(TENANT));
    var change = set(TenantLimit.BYTES, used);
    assertThat(change.report().lines().get(TenantLimit.BYTES.ordinal()).isOver()).isTrue();
    Delivery.QuotaExceeded refused = (Delivery.QuotaExceeded) deliver("a", "x");
    assertThat(refused.reason())
        .contains("the tenant default keeps ", " bytes, and %,d are allowed".formatted(used));
    assertThatThrownBy(() -> node.actors().tenants().requireRoom(TENANT, 1))
        .isInstanceOfSatisfying(
            LimitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ActorException.Reason.QUOTA);
              assertThat(e.retryAfter()).isNull();
            });
    set(TenantLimit.BYTES, used + 10_000);
    assertThat(node.send("a", "").outcome()).isEqualTo(Outcome.RETURNED);
    long now = line(TenantLimit.BYTES).used();
    assertThat(now).isGreaterThan(used);
    node.close();
    open();
    assertThat(line(TenantLimit.BYTES).used()).isEqualTo(now);
  }

  @Test
  void whatIsPutIntoTheStoreCounts() {
    Relay.start(node, "a");
    long used = line(TenantLimit.BYTES).used();
    var ref = node.actors().store().put(Bytes.utf8("x".repeat(1_000)));
    node.actors().tenants().stored(TENANT, 1_000);
    assertThat(line(TenantLimit.BYTES).used()).isEqualTo(used + 1_000);
    node.actors().store().owners().add("blue", ref);
    node.actors().tenants().collected();
    assertThat(line(TenantLimit.BYTES).used()).as("it is another's").isEqualTo(used);
    set(TenantLimit.WEIGHT, 1);
    node.actors().tenants().set("blue", Map.of(TenantLimit.BYTES, Optional.of(1_500L)), "a test");
    assertThat(node.actors().tenants().report("blue").lines().getLast().used()).isEqualTo(1_000);
    node.actors().tenants().requireRoom("blue", 500);
    assertThatThrownBy(() -> node.actors().tenants().requireRoom("blue", 501))
        .hasMessageContaining("the tenant blue keeps 1,000 bytes, and 1,500 are allowed");
  }

  @Test
  void runsOverTheLimitAreRefusedOrWait() {
    Relay.start(node, "a");
    set(TenantLimit.RUNS, 1);
    try (Plugins.TenantRun _ = node.actors().plugins().begin(TENANT)) {
      assertThatThrownBy(() -> node.actors().plugins().begin(TENANT))
          .isInstanceOfSatisfying(
              LimitException.class,
              e -> {
                assertThat(e).hasMessageContaining("the tenant default has its 1 runs in flight");
                assertThat(e.retryAfter()).isPositive();
              });
      Delivery.Accepted waits = (Delivery.Accepted) deliver("a", "");
      assertThat(line(TenantLimit.RUNS).used()).isEqualTo(1);
      assertThat(waits.answer().isDone()).isFalse();
    }
    assertThat(node.send("a", "").outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(line(TenantLimit.RUNS).used()).isZero();
  }

  @Test
  void oneRunAtATimeIsEnoughForActorsThatAskEachOther() {
    set(TenantLimit.RUNS, 1);
    for (String id : new String[] {"a", "b", "c", "d"}) {
      AskingGuest.start(node, id);
    }
    assertThat(node.request("a", "abacadc")).startsWith("+");
  }

  @Test
  void whoWaitsForItsRunIsAnsweredWhenTheHomeIsClosed() {
    Relay.start(node, "a");
    set(TenantLimit.RUNS, 1);
    Plugins.TenantRun place = node.actors().plugins().begin(TENANT);
    Delivery.Accepted waits = (Delivery.Accepted) deliver("a", "");
    node.close();
    assertThat(waits.answer().isDone()).isTrue();
    place.close();
    open();
  }

  @Test
  void whatIsSetHoldsBeforeTheSettings() {
    node.close();
    TenantLimits file = new TenantLimits(Map.of(TenantLimit.OUTBOX, 7L, TenantLimit.TIMERS, 8L));
    node =
        TestNode.open(
            new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()),
            TestNode.settings(Map.of("tenants", Map.of(TENANT, file))),
            dedup -> dedup);
    assertThat(line(TenantLimit.OUTBOX).allowed()).isEqualTo(7);
    set(TenantLimit.OUTBOX, 9);
    assertThat(line(TenantLimit.OUTBOX))
        .isEqualTo(new TenantReport.Line(TenantLimit.OUTBOX, 9L, 7L, 0L));
    assertThat(line(TenantLimit.OUTBOX).allowed()).isEqualTo(9);
    assertThat(node.actors().tenants().limits(TENANT).get(TenantLimit.TIMERS)).isEqualTo(8);
    unset(TenantLimit.OUTBOX);
    assertThat(line(TenantLimit.OUTBOX).allowed()).isEqualTo(7);
  }
}
