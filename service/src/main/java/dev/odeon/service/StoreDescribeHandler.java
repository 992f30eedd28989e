package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreDescribe;
import dev.odeon.store.ContentRef;

/** Sets the media type of content. */
record StoreDescribeHandler(TenantStore stores)
    implements OperationHandler<StoreDescribe, StoreDescribe.Result> {
  @Override
  public Operation<StoreDescribe, StoreDescribe.Result> operation() {
    return StoreDescribe.OPERATION;
  }

  @Override
  public StoreDescribe.Result handle(StoreDescribe request, RequestContext context) {
    ContentRef ref = stores.resolve(context.tenant(), request.ref(), request.store());
    stores.store().describe(ref, request.mediaType());
    return new StoreDescribe.Result(ref.hex(), request.mediaType());
  }
}
