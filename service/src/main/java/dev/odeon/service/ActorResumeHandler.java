package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorResume;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.actor.Actors;

/** Resumes actors, or the home. */
record ActorResumeHandler(Actors actors)
    implements OperationHandler<ActorResume, ActorResume.Result> {
  @Override
  public Operation<ActorResume, ActorResume.Result> operation() {
    return ActorResume.OPERATION;
  }

  @Override
  public ActorResume.Result handle(ActorResume request, RequestContext context) {
    String named = request.actor();
    if (named == null) {
      TenantStore.requireHome(context.tenant());
      return new ActorResume.Result(null, "running", !actors.pauses().resumeHome(), null, null);
    }
    Key key = Turns.key(context, named);
    Head _ = Turns.head(actors, key);
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult turn = Turns.recorded(key, "", actors.lifecycle().resume(key, reason));
    return new ActorResume.Result(
        key.text(), "running", turn.duplicate(), turn.height(), turn.hash());
  }
}
