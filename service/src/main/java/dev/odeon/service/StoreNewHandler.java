package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreNew;
import dev.odeon.store.StoreName;

/** Creates stores. */
record StoreNewHandler(TenantStore stores) implements OperationHandler<StoreNew, StoreNew.Result> {
  @Override
  public Operation<StoreNew, StoreNew.Result> operation() {
    return StoreNew.OPERATION;
  }

  @Override
  public StoreNew.Result handle(StoreNew request, RequestContext context) {
    StoreName name = new StoreName(context.tenant(), request.store());
    return new StoreNew.Result(name.id(), name.tenant(), stores.store().create(name));
  }
}
