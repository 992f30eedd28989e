package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.engine.LoadRequest;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Manifest;

/** Starts actors. */
record ActorStartHandler(Actors actors) implements OperationHandler<ActorStart, ActorStart.Result> {
  @Override
  public Operation<ActorStart, ActorStart.Result> operation() {
    return ActorStart.OPERATION;
  }

  @Override
  public ActorStart.Result handle(ActorStart request, RequestContext context) {
    String source = request.source();
    String origin = source == null ? "the manifest" : source;
    Manifest manifest = Manifest.parse(origin, Bytes.utf8(request.manifest()), actors.grantable());
    Key key = key(request, manifest, origin, context.tenant());
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    TurnResult turn = Turns.recorded(key, "", actors.start(key, manifest, request.module(), load));
    return new ActorStart.Result(turn, request.module().size());
  }

  private static Key key(ActorStart request, Manifest manifest, String origin, String tenant) {
    String name = request.name();
    if (name != null) {
      return Key.parse(tenant, name);
    }
    String own = manifest.name();
    if (own == null) {
      throw new IllegalArgumentException(
          origin + " gives the actor no name: add name = \"…\" to it, or give one beside it");
    }
    return new Key(tenant, Key.DEFAULT_CATEGORY, own);
  }
}
