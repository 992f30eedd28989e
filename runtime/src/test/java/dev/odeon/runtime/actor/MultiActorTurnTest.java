package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.Cancellation;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.RefusedException;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns of several plug-ins at a time, on a disk that can be full. */
@Timeout(60)
class MultiActorTurnTest {
  private static final Key A = Plugins.key(Key.DEFAULT_TENANT, new UUID(0, 1));
  private static final Key B = Plugins.key(Key.DEFAULT_TENANT, new UUID(0, 2));
  private static final Bytes WASM = Bytes.wrap(SampleGuests.module("plugin/keeps"));

  private final SimDisk disk = new SimDisk(3);
  private TestNode node;
  private Plugins plugins;

  @BeforeEach
  void open() {
    node = TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
    plugins = node.actors().plugins();
    for (Key key : new Key[] {A, B}) {
      plugins.load(key, new PluginManifest(null, WASM.size(), 0, true), WASM);
    }
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void keepsNobodyFromAnActorOnceItIsOver() {
    try (MultiActorTurn joint = take(in(Duration.ofSeconds(30)), A, B)) {
      assertThat(output(joint, A, "one")).isEqualTo("nothing");
    }

    assertThat(run(A, "two").output().text()).isEqualTo("nothing");
  }

  @Test
  void keepsOthersWaitingUntilItIsOver() {
    try (MultiActorTurn joint = take(in(Duration.ofSeconds(30)), A)) {
      assertThat(joint).isNotNull();
      assertThat(take(in(Duration.ofMillis(20)), A, B)).isNull();

      PluginResult late =
          plugins.run(
              B,
              null,
              Bytes.utf8("x"),
              plugins.limits(),
              in(Duration.ofSeconds(30)),
              new Cancellation());
      assertThat(late.returned()).as("B was given back").isTrue();
    }
    assertThat(run(A, "x").returned()).isTrue();
  }

  @Test
  void endsAWaitThatIsCancelled() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThat(plugins.take(keys(A), in(Duration.ofSeconds(30)), cancellation)).isNull();
    assertThat(
            plugins
                .run(
                    A,
                    null,
                    Bytes.utf8("x"),
                    plugins.limits(),
                    in(Duration.ofSeconds(30)),
                    cancellation)
                .outcome())
        .isEqualTo(new Outcome.Cancelled());
    assertThat(node.actors().chains().head(A).orElseThrow().height()).isZero();
  }

  @Test
  void writesNothingForARunThatIsTooLate() {
    PluginResult late =
        plugins.run(
            A,
            null,
            Bytes.utf8("x"),
            plugins.limits(),
            in(Duration.ofMillis(-1)),
            new Cancellation());

    assertThat(late.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(node.actors().chains().head(A).orElseThrow().height()).isZero();
  }

  @Test
  void keepsNothingWhenTheDiskIsFull() {
    run(A, "before");
    run(B, "before");
    disk.capacity(disk.used());
    String large = "x".repeat(600 << 10);

    assertThatThrownBy(
            () -> {
              // The room that was set aside for the log is used up soon.
              for (int i = 0; i < 10; i++) {
                try (MultiActorTurn joint = take(in(Duration.ofSeconds(30)), A, B)) {
                  output(joint, A, large);
                  output(joint, B, large);
                  joint.commit();
                }
              }
            })
        .isInstanceOf(RefusedException.class);
    disk.capacity(1L << 40);

    String first = run(A, "after").output().text();
    assertThat(run(B, "after").output().text()).isEqualTo(first);
    assertThat(node.actors().history().replay(A, _ -> {}).equal()).isTrue();
    assertThat(node.actors().history().replay(B, _ -> {}).equal()).isTrue();
  }

  @Test
  void refusesWhoIsNotLoaded() {
    plugins.unload(A, false);

    assertThatThrownBy(() -> run(A, "x")).isInstanceOf(RefusedException.class);
    try (MultiActorTurn joint = take(in(Duration.ofSeconds(30)), A, B)) {
      assertThatThrownBy(() -> output(joint, A, "x")).isInstanceOf(RefusedException.class);
      assertThatThrownBy(() -> output(joint, Plugins.key(Key.DEFAULT_TENANT, new UUID(0, 3)), "x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private PluginResult run(Key key, String input) {
    return plugins.run(
        key,
        null,
        Bytes.utf8(input),
        plugins.limits(),
        in(Duration.ofSeconds(30)),
        new Cancellation());
  }

  private String output(MultiActorTurn joint, Key key, String input) {
    PluginResult result =
        joint.run(
            key,
            Bytes.utf8(input),
            plugins.limits(),
            in(Duration.ofSeconds(30)),
            new Cancellation());
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    return result.output().text();
  }

  private MultiActorTurn take(long deadlineNanos, Key... keys) {
    return plugins.take(keys(keys), deadlineNanos, new Cancellation());
  }

  private static TreeSet<Key> keys(Key... keys) {
    return new TreeSet<>(Arrays.asList(keys));
  }

  private static long in(Duration time) {
    return Clock.system().nanos() + time.toNanos();
  }
}
