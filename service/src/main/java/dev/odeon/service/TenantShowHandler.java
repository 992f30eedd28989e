package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TenantShow;
import dev.odeon.runtime.actor.Actors;

/** Tells what one tenant may use. */
record TenantShowHandler(Actors actors) implements OperationHandler<TenantShow, TenantShow.Result> {
  @Override
  public Operation<TenantShow, TenantShow.Result> operation() {
    return TenantShow.OPERATION;
  }

  @Override
  public TenantShow.Result handle(TenantShow request, RequestContext context) {
    if (!request.name().equals(context.tenant())) {
      TenantStore.requireHome(context.tenant());
    }
    return new TenantShow.Result(
        request.name(), TenantSetHandler.allowances(actors.tenants().report(request.name())));
  }
}
