package dev.odeon.service;

import dev.odeon.protocol.StoreGc;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.store.CollectionReport;
import java.time.Duration;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Removes content that nothing names. */
record StoreGcHandler(TenantStore stores)
    implements StreamHandler<StoreGc, StoreGc.Item, StoreGc.Result> {
  @Override
  public StreamOperation<StoreGc, StoreGc.Item, StoreGc.Result> operation() {
    return StoreGc.OPERATION;
  }

  @Override
  public StoreGc.Result handle(
      StoreGc request, RequestContext context, Consumer<StoreGc.Item> items) {
    TenantStore.requireHome(context.tenant());
    CollectionReport report =
        stores
            .store()
            .collect(
                stores.actors().roots(),
                request.dryRun(),
                grace(request.graceSeconds()),
                done -> context.progress().at(done, 0),
                request.each() ? verdict -> items.accept(item(verdict)) : _ -> {});
    stores.actors().tenants().collected();
    return new StoreGc.Result(
        report.dryRun(),
        report.keptCount(),
        report.keptBytes(),
        new TreeMap<>(report.keptWhy()),
        report.references(),
        report.removedCount(),
        report.removedBytes(),
        report.packsRemoved(),
        report.packsRewritten(),
        report.diskBytesFreed(),
        report.problems());
  }

  private Duration grace(@Nullable Long seconds) {
    return seconds == null
        ? stores.actors().settings().store().grace()
        : Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE));
  }

  private static StoreGc.Item item(CollectionReport.Verdict verdict) {
    return new StoreGc.Item(
        verdict.ref().hex(),
        verdict.size(),
        verdict.kept(),
        verdict.references(),
        verdict.kept() ? verdict.why() : null);
  }
}
