package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreSize;
import dev.odeon.store.Totals;

/** Returns how much content the home keeps. */
record StoreSizeHandler(TenantStore stores)
    implements OperationHandler<StoreSize, StoreSize.Result> {
  @Override
  public Operation<StoreSize, StoreSize.Result> operation() {
    return StoreSize.OPERATION;
  }

  @Override
  public StoreSize.Result handle(StoreSize request, RequestContext context) {
    TenantStore.requireHome(context.tenant());
    Totals totals = stores.store().contents().totals();
    return new StoreSize.Result(totals.count(), totals.logicalBytes(), totals.diskBytes());
  }
}
