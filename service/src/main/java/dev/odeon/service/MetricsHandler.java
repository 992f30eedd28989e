package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.ReadMetrics;
import java.util.function.Supplier;

/** Returns the metrics. */
record MetricsHandler(Supplier<String> metrics)
    implements OperationHandler<ReadMetrics, ReadMetrics.Result> {
  @Override
  public boolean waits(ReadMetrics request, String tenant) {
    return false;
  }

  @Override
  public Operation<ReadMetrics, ReadMetrics.Result> operation() {
    return ReadMetrics.OPERATION;
  }

  @Override
  public ReadMetrics.Result handle(ReadMetrics request, RequestContext context) {
    return new ReadMetrics.Result(metrics.get());
  }
}
