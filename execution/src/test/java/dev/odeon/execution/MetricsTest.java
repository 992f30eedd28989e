package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private final MeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void countWhatHappens(@TempDir Path folder) {
    try (TestService service =
        TestService.open(folder, ExecutionConfig.defaults().withMeters(meters))) {
      UUID uppercase = service.load("plugin/uppercase");
      UUID keeps = service.load("plugin/keeps");
      UUID failing = service.load("plugin/failing");
      long fuel = service.run(uppercase, "x").fuel();
      service.run(keeps, "x");
      service.run(failing, "1");
      service.chain("x", uppercase, keeps);
      assertThatThrownBy(() -> service.run(new UUID(0, 0), "x"))
          .isInstanceOf(ExecutionException.class);

      assertThat(meters.get("odeon.executions").tag("state", "no").timer().count()).isEqualTo(3);
      assertThat(meters.get("odeon.executions").tag("state", "yes").timer().count()).isEqualTo(2);
      assertThat(meters.get("odeon.pipelines").timer().count()).isEqualTo(1);
      assertThat(failures("rejected")).isEqualTo(1);
      assertThat(failures("binary_not_found")).isEqualTo(1);
      assertThat(failures("trapped")).isZero();
      assertThat(meters.get("odeon.execution.fuel").functionCounter().count())
          .isGreaterThan(2.0 * fuel);
      assertThat(meters.get("odeon.executions.running").gauge().value()).isZero();
      assertThat(meters.get("odeon.binaries").gauge().value()).isEqualTo(3);
      assertThat(meters.get("odeon.guests.instances").gauge().value()).isGreaterThanOrEqualTo(3);
      assertThat(meters.get("odeon.modules.compiled").functionCounter().count()).isEqualTo(3);
      service.actors().store().get(service.actors().store().put(Bytes.utf8("kept")));
      double asked =
          meters.get("odeon.store.cache.hits").functionCounter().count()
              + meters.get("odeon.store.cache.misses").functionCounter().count();
      assertThat(asked).isPositive();
      assertThat(meters.get("odeon.log.batches").functionCounter().count()).isPositive();
    }
    assertThat(meters.getMeters()).isEmpty();
  }

  private double failures(String code) {
    return meters.get("odeon.execution.failures").tag("code", code).counter().count();
  }
}
