package dev.odeon.service;

import dev.odeon.protocol.StreamOperation;
import dev.odeon.protocol.TenantList;
import dev.odeon.runtime.actor.Actors;
import java.util.Set;
import java.util.function.Consumer;

/** Lists the tenants. */
record TenantListHandler(Actors actors)
    implements StreamHandler<TenantList, TenantList.Item, TenantList.Result> {
  @Override
  public StreamOperation<TenantList, TenantList.Item, TenantList.Result> operation() {
    return TenantList.OPERATION;
  }

  @Override
  public TenantList.Result handle(
      TenantList request, RequestContext context, Consumer<TenantList.Item> items) {
    TenantStore.requireHome(context.tenant());
    Set<String> names = actors.tenants().names();
    for (String name : names) {
      items.accept(
          new TenantList.Item(name, TenantSetHandler.allowances(actors.tenants().report(name))));
    }
    return new TenantList.Result(names.size());
  }
}
