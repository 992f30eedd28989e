package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreStores;

/** Lists stores. */
record StoreStoresHandler(TenantStore stores)
    implements OperationHandler<StoreStores, StoreStores.Result> {
  @Override
  public Operation<StoreStores, StoreStores.Result> operation() {
    return StoreStores.OPERATION;
  }

  @Override
  public StoreStores.Result handle(StoreStores request, RequestContext context) {
    return new StoreStores.Result(
        stores.store().stores().stream()
            .filter(name -> name.tenant().equals(context.tenant()))
            .map(name ->
                new StoreStores.Entry(
                    name.id(), name.tenant(), stores.store().labels(name).list().size()))
            .toList());
  }
}
