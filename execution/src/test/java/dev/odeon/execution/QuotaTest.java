package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.engine.Cancellation;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotaTest {
  private static final int MODULE = TestService.wasm("plugin/uppercase").size();

  private final Turning clock = new Turning();

  /** A clock that is set by hand. */
  private static final class Turning implements Clock {
    private long nanos;

    @Override
    public long millis() {
      return nanos / 1_000_000;
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  @Test
  void boundsTheCallsUnderWay() {
    Usage usage = usage(new Quota(2, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
    usage.begin(1);
    usage.begin(1);

    assertOver(() -> usage.begin(1), "has 2 calls running");
    usage.end(1, 0);
    usage.begin(1);
  }

  @Test
  void boundsTheMemoryOfTheCallsUnderWay() {
    Usage usage = usage(new Quota(9, Long.MAX_VALUE, 100, Long.MAX_VALUE));
    usage.begin(60);

    assertOver(() -> usage.begin(60), "100 bytes of memory");
    usage.begin(40);
    usage.end(60, 0);
    usage.begin(60);
  }

  @Test
  void boundsTheFuelOfASecond() {
    Usage usage = usage(new Quota(9, 1_000, Long.MAX_VALUE, Long.MAX_VALUE));
    usage.begin(1);
    usage.end(1, 3_000);

    assertOver(() -> usage.begin(1), "1,000 units of fuel a second");
    clock.nanos += 1_000_000_001;
    usage.begin(1);
    usage.end(1, 0);
  }

  @Test
  void boundsTheModules(@TempDir Path folder) {
    Quota quota = new Quota(9, Long.MAX_VALUE, Long.MAX_VALUE, MODULE + 10L);
    ExecutionConfig config =
        ExecutionConfig.defaults().withQuotas(Quota.UNLIMITED, Map.of("small", quota));
    try (TestService service = TestService.open(folder, config)) {
      Bytes wasm = TestService.wasm("plugin/uppercase");
      UUID id = service.execution().load("small", "a", wasm).id();

      assertOver(() -> service.execution().load("small", "b", wasm), "bytes of modules");
      service.execution().unload("small", id, true);
      service.execution().load("small", "b", wasm);
      service.execution().load("other", "b", wasm);
      service.execution().load("other", "c", wasm);
    }
    try (TestService service = TestService.open(folder, config)) {
      Bytes wasm = TestService.wasm("plugin/uppercase");
      assertOver(() -> service.execution().load("small", "c", wasm), "bytes of modules");
      assertThat(
              service
                  .execution()
                  .execute(
                      "small",
                      service.execution().list("small").getFirst().id(),
                      Bytes.utf8("x"),
                      RunLimits.NOTHING,
                      new Cancellation())
                  .succeeded())
          .isTrue();
    }
  }

  @Test
  void opensAHomeThatHasMoreModulesThanItsQuotaAllows(@TempDir Path folder) {
    Bytes wasm = TestService.wasm("plugin/uppercase");
    try (TestService service = TestService.open(folder, ExecutionConfig.defaults())) {
      service.execution().load("small", "a", wasm);
      service.execution().load("small", "b", wasm);
    }
    Quota quota = new Quota(9, Long.MAX_VALUE, Long.MAX_VALUE, MODULE + 10L);
    ExecutionConfig config =
        ExecutionConfig.defaults().withQuotas(Quota.UNLIMITED, Map.of("small", quota));
    try (TestService service = TestService.open(folder, config)) {
      assertThat(service.execution().list("small")).hasSize(2);
      assertOver(() -> service.execution().load("small", "c", wasm), "bytes of modules");
      for (PluginStatus each : service.execution().list("small")) {
        service.execution().unload("small", each.id(), true);
      }
      service.execution().load("small", "c", wasm);
    }
  }

  private Usage usage(Quota quota) {
    return new Usage("t", quota, clock);
  }

  private static void assertOver(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ExecutionException.class,
            e -> assertThat(e.kind()).isEqualTo(ExecutionException.Kind.OVERLOADED))
        .hasMessageContaining(why);
  }
}
