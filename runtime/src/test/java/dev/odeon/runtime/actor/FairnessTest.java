package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.ForwardedRequest;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is one guest thread, and a tenant whose run would keep it. */
@Timeout(60)
class FairnessTest {
  private static final int TURNS = 20;

  private final TestNode node =
      TestNode.open(
          new Ports(Clock.system(), new SeededEntropy(1), new SimDisk(1), Threads.system()),
          TestNode.settings(Map.of("guestThreads", 1)),
          dedup -> dedup);

  @AfterEach
  void close() {
    node.close();
  }

  private Key start(String tenant, String id, String guest) {
    Key key = new Key(tenant, Key.DEFAULT_CATEGORY, id);
    String manifest = "module = \"%s.wasm\"".formatted(guest);
    node.actors()
        .lifecycle()
        .start(
            key,
            Manifest.parse("test.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            Bytes.wrap(SampleGuests.module(guest)));
    return key;
  }

  private Pending<Answer> deliver(Key key) {
    Message message = Message.send(key, TestNode.freshId(), Bytes.utf8("1"));
    return ((Delivery.Accepted) node.actors().deliver(message)).answer();
  }

  /** A run of a plug-in that tells when it begins. */
  private record Observed(PluginCall request, CountDownLatch began) implements ForwardedRequest {
    @Override
    public Limits limits(Limits most) {
      began.countDown();
      return request.limits(most);
    }
  }

  private final Cancellation cancellation = new Cancellation();

  /** A run of the tenant {@code loops}, which has begun and ends only if it is cancelled. */
  private Pending<Answer> endless() throws InterruptedException {
    Key loops = Plugins.key("loops", new UUID(0, 1));
    Bytes module = Bytes.wrap(SampleGuests.module("plugin/endless"));
    Plugins plugins = node.actors().plugins();
    plugins.load(loops, new PluginManifest("endless.wasm", module.size(), 1, false), module);
    long deadline = Clock.system().nanos() + TimeUnit.SECONDS.toNanos(50);
    PluginCall call =
        new PluginCall(
            Clock.system(), loops, null, Bytes.empty(), plugins.limits(), deadline, cancellation);
    Observed observed = new Observed(call, new CountDownLatch(1));
    Pending<Answer> answer = ((Delivery.Accepted) node.actors().deliver(observed)).answer();
    observed.began.await();
    return answer;
  }

  private void endsAsCancelled(Pending<Answer> endless) {
    assertThat(endless.isDone()).isFalse();
    cancellation.cancel();
    assertThat(TestNode.taken(endless.await()).outcome()).isEqualTo(new Outcome.Cancelled());
  }

  /** Each time it has the thread, the loop gives it back. */
  @Test
  void takesTheTurnsOfATenantInTheMiddleOfAnothersRun() throws InterruptedException {
    Key quick = start("quick", "counter", "counter");
    Pending<Answer> endless = endless();
    for (int i = 0; i < TURNS; i++) {
      assertThat(TestNode.taken(deliver(quick).await()).outcome()).isEqualTo(Outcome.RETURNED);
    }

    endsAsCancelled(endless);
  }

  /** While another turn keeps the thread, which has begun only because the endless one gave way. */
  @Test
  void endsARunThatIsCancelledWhileItWaitsForItsTurn() throws InterruptedException {
    Pending<Answer> endless = endless();
    try (BusyThreads _ = BusyThreads.of(node)) {
      endsAsCancelled(endless);
    }
  }

  @Test
  void replaysARunThatGaveWay() {
    Key loops = start("loops", "endless", "hostile/loops-in-send");
    Key quick = start("quick", "counter", "counter");
    Pending<Answer> endless = deliver(loops);
    while (!endless.isDone()) {
      assertThat(TestNode.taken(deliver(quick).await()).outcome()).isEqualTo(Outcome.RETURNED);
    }

    assertThat(TestNode.taken(endless.await()).outcome())
        .isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(node.actors().history().replay(loops, _ -> {}).equal()).isTrue();
    assertThat(node.actors().history().replay(quick, _ -> {}).equal()).isTrue();
  }
}
