package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.actor.Actors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeMetersTest {
  private static final Key COUNTER = new Key("blue", Key.DEFAULT_CATEGORY, "counter");

  @TempDir private Path home;

  @Test
  void tellByTenantWhatIsUsedAndRefused() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Actors actors = Actors.open(home)) {
      HomeMeters.register(registry, actors);
      var _ =
          actors
              .lifecycle()
              .start(
                  COUNTER,
                  Manifest.parse(
                      "c.toml", Bytes.utf8("module = \"c.wasm\""), actors.capabilities()),
                  Bytes.wrap(SampleGuests.module("counter")));
      assertThat(registry.get("odeon.tenant.log").tag("tenant", "blue").gauge().value())
          .isEqualTo(actors.tenants().logBytes("blue"))
          .isPositive();
      assertThat(
              registry
                  .get("odeon.tenant.used")
                  .tag("tenant", "blue")
                  .tag("limit", "outbox")
                  .gauge()
                  .value())
          .isZero();
      assertThat(registry.find("odeon.tenant.refusals").functionCounter()).isNull();

      var _ = actors.tenants().set("blue", Map.of(TenantLimit.BYTES, Optional.of(1L)), "a test");
      assertThat(actors.deliver(Message.send(COUNTER, "m", Bytes.utf8("inc"))))
          .isInstanceOf(Delivery.QuotaExceeded.class);
      assertThat(
              registry
                  .get("odeon.tenant.refusals")
                  .tag("tenant", "blue")
                  .tag("limit", "bytes")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
    }
  }
}
