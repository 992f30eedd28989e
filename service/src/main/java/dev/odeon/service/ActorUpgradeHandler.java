package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.engine.LoadRequest;
import dev.odeon.protocol.ActorUpgrade;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.actor.Actors;
import java.util.Objects;

/** Gives actors other code. */
record ActorUpgradeHandler(Actors actors, CodeSource code)
    implements OperationHandler<ActorUpgrade, ActorUpgrade.Result> {
  @Override
  public Operation<ActorUpgrade, ActorUpgrade.Result> operation() {
    return ActorUpgrade.OPERATION;
  }

  @Override
  public ActorUpgrade.Result handle(ActorUpgrade request, RequestContext context) {
    String tenant = context.tenant();
    Key key = Turns.key(context, request.actor());
    Hash before = actors.reports().show(key).status().registration().module();
    String text = request.manifest();
    Manifest manifest = text == null ? null : code.manifest(tenant, text, request.source());
    Bytes module =
        request.module() == null && request.moduleRef() == null
            ? code.module(
                tenant,
                Objects.requireNonNull(manifest),
                CodeSource.origin(Objects.requireNonNull(text), request.source()))
            : code.module(tenant, request.module(), request.moduleRef());
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    TurnResult turn =
        Turns.recorded(key, "", actors.lifecycle().upgrade(key, manifest, module, load));
    return new ActorUpgrade.Result(turn, Hash.of(module), before);
  }
}
