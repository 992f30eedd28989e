package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.engine.LoadRequest;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.actor.Actors;
import java.util.Objects;

/** Starts actors. */
record ActorStartHandler(Actors actors, CodeSource code)
    implements OperationHandler<ActorStart, ActorStart.Result> {
  @Override
  public Operation<ActorStart, ActorStart.Result> operation() {
    return ActorStart.OPERATION;
  }

  @Override
  public ActorStart.Result handle(ActorStart request, RequestContext context) {
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    String manifest = request.manifest();
    return manifest == null
        ? again(Turns.key(context, Objects.requireNonNull(request.name())), load)
        : start(request, manifest, context.tenant(), load);
  }

  private ActorStart.Result start(
      ActorStart request, String text, String tenant, LoadRequest load) {
    String origin = CodeSource.origin(text, request.source());
    Manifest manifest = code.manifest(tenant, text, request.source());
    Key key = key(request, manifest, origin, tenant);
    Bytes given = request.module();
    Bytes module = given != null ? given : code.module(tenant, manifest, origin);
    TurnWitness witness = new TurnWitness();
    Answer answer = actors.lifecycle().start(key, manifest, module, load, witness);
    TurnResult turn = witness.told(Turns.recorded(key, "", answer));
    return new ActorStart.Result(turn, module.size());
  }

  private ActorStart.Result again(Key key, LoadRequest load) {
    TurnResult turn = Turns.recorded(key, "", actors.lifecycle().start(key, load));
    Long size = actors.reports().show(key).moduleBytes();
    return new ActorStart.Result(turn, size == null ? 0 : size);
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
