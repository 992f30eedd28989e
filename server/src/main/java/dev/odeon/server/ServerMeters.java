package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of the server. */
final class ServerMeters {
  private final MeterRegistry registry;
  private final Counter answered;
  private final Map<ErrorCode, Counter> failed = new EnumMap<>(ErrorCode.class);

  ServerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.answered =
        Counter.builder("odeon.server.answers")
            .description("Requests answered, those that failed included.")
            .register(registry);
    for (ErrorCode code : ErrorCode.values()) {
      failed.put(
          code,
          Counter.builder("odeon.server.failures")
              .description("Requests that failed, by code.")
              .tag("code", code.text())
              .register(registry));
    }
  }

  /** Registers the metrics of the connections. */
  void watch(Connections connections) {
    Gauge.builder("odeon.server.connections", connections, Connections::count)
        .description("Clients connected.")
        .register(registry);
    Gauge.builder("odeon.server.buffered", connections, Connections::bufferedBytes)
        .description("Bytes buffered for clients.")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Counts a response; a null code means success. */
  void count(@Nullable ErrorCode failure) {
    answered.increment();
    Counter counter = failure == null ? null : failed.get(failure);
    if (counter != null) {
      counter.increment();
    }
  }
}
