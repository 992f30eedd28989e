package dev.odeon.service;

import dev.odeon.protocol.ActorTimers;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.timer.PendingTimer;
import java.util.List;
import java.util.function.Consumer;

/** Lists the timers of actors. */
record ActorTimersHandler(Actors actors)
    implements StreamHandler<ActorTimers, ActorTimers.Item, ActorTimers.Result> {
  @Override
  public StreamOperation<ActorTimers, ActorTimers.Item, ActorTimers.Result> operation() {
    return ActorTimers.OPERATION;
  }

  @Override
  public ActorTimers.Result handle(
      ActorTimers request, RequestContext context, Consumer<ActorTimers.Item> items) {
    List<PendingTimer> timers = actors.reports().timers(Turns.key(context, request.actor()));
    long now = actors.ports().clock().millis();
    for (PendingTimer timer : timers) {
      items.accept(
          new ActorTimers.Item(
              timer.name(),
              timer.dueMillis(),
              Math.max(0, timer.dueMillis() - now),
              timer.grid(),
              timer.height(),
              timer.body().size(),
              timer.attempts()));
    }
    return new ActorTimers.Result(timers.size());
  }
}
