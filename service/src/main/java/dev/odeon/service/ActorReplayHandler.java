package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorReplay;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.actor.Actors;

/** Re-executes the history of actors. */
record ActorReplayHandler(Actors actors)
    implements OperationHandler<ActorReplay, ActorReplay.Result> {
  @Override
  public Operation<ActorReplay, ActorReplay.Result> operation() {
    return ActorReplay.OPERATION;
  }

  @Override
  public ActorReplay.Result handle(ActorReplay request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    long last = Turns.head(actors, key).height();
    ReplayReport report =
        actors.history().replay(key, height -> context.progress().at(height, last));
    return new ActorReplay.Result(
        report.key().text(),
        report.equal(),
        report.blocks(),
        report.run(),
        report.asRecorded(),
        report.expected(),
        report.last(),
        report.divergences().stream()
            .map(each ->
                new ActorReplay.Divergence(
                    each.height(), each.event(), each.what(), each.expected(), each.actual()))
            .toList());
  }
}
