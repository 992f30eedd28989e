package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreShow;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Metadata;
import java.time.Instant;

/** Returns the metadata of content. */
record StoreShowHandler(TenantStore stores)
    implements OperationHandler<StoreShow, StoreShow.Result> {
  @Override
  public Operation<StoreShow, StoreShow.Result> operation() {
    return StoreShow.OPERATION;
  }

  @Override
  public StoreShow.Result handle(StoreShow request, RequestContext context) {
    ContentRef ref = stores.resolve(context.tenant(), request.ref(), request.store());
    Metadata metadata = stores.store().metadata(ref).orElseThrow(() -> TenantStore.missing(ref));
    long created = metadata.createdMillis();
    return new StoreShow.Result(
        ref.hex(),
        metadata.size(),
        created == 0 ? null : Instant.ofEpochMilli(created).toString(),
        metadata.mediaType().orElse(null),
        stores.labels(context.tenant(), request.store()).naming(ref).stream()
            .map(Label::name)
            .toList());
  }
}
