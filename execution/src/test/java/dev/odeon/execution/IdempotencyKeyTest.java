package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Cancellation;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.actor.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run under an idempotency key takes effect once. */
class IdempotencyKeyTest {
  @TempDir Path home;

  private static RunReport run(TestService service, UUID id, @Nullable String key, String input) {
    return service
        .execution()
        .execute(
            TestService.TENANT, id, key, Bytes.utf8(input), RunLimits.NOTHING, new Cancellation());
  }

  private static String output(TestService service, UUID id, @Nullable String key) {
    return run(service, id, key, "inc").output().text();
  }

  @Test
  void answersTheSameRunWithItsStoredResultAcrossRestarts() {
    UUID id;
    try (TestService service = TestService.open(home)) {
      id = service.load("plugin/counter");
      assertThat(output(service, id, "a")).isEqualTo("1");
      assertThat(output(service, id, null)).isEqualTo("2");
      assertThat(output(service, id, "a")).isEqualTo("1");
      assertThat(output(service, id, "b")).isEqualTo("3");
    }
    try (TestService service = TestService.open(home)) {
      RunReport again = run(service, id, "a", "inc");
      assertThat(again.output().text()).isEqualTo("1");
      assertThat(again.returnCode()).isZero();
      assertThat(again.fuel()).isPositive();
      assertThat(output(service, id, null)).isEqualTo("4");
      assertThat(
              service
                  .actors()
                  .history()
                  .replay(Plugins.key(TestService.TENANT, id), _ -> {})
                  .equal())
          .isTrue();
    }
  }

  @Test
  void takesEffectOnceHoweverManyAskAtATime() throws Exception {
    try (TestService service = TestService.open(home)) {
      UUID id = service.load("plugin/counter");
      List<Thread> threads = new ArrayList<>();
      List<String> outputs = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 16; i++) {
        threads.add(Thread.ofVirtual().start(() -> outputs.add(output(service, id, "once"))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(outputs).hasSize(16).containsOnly("1");
      assertThat(output(service, id, null)).isEqualTo("2");
    }
  }

  @Test
  void refusesAnotherInputUnderTheSameKey() {
    try (TestService service = TestService.open(home)) {
      UUID id = service.load("plugin/counter");
      run(service, id, "a", "inc");

      assertThatThrownBy(() -> run(service, id, "a", "7"))
          .isInstanceOf(ActorException.class)
          .hasMessageStartingWith(
              "the idempotency key 'a' was used before for another input of plug-in ")
          .hasMessageEndingWith(", in block 1: use a new one");
    }
  }

  @Test
  void refusesAKeyThatMeansNothing() {
    try (TestService service = TestService.open(home)) {
      UUID stateless = service.load("plugin/uppercase");
      UUID id = service.load("plugin/counter");

      assertThatThrownBy(() -> run(service, stateless, "a", "x"))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("keeps no state")
          .hasMessageContaining("leave the idempotency key out");
      assertThatThrownBy(() -> run(service, id, "", "x"))
          .hasMessageContaining("the idempotency key has 1 to 256 bytes");
      assertThatThrownBy(() -> run(service, id, "a\nb", "x"))
          .hasMessageContaining("has no control characters");
    }
  }
}
