package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorRequests;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.OpenRequestReport;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.function.Consumer;

/** Lists the requests that an actor left open. */
record ActorRequestsHandler(Actors actors)
    implements StreamHandler<ActorRequests, ActorRequests.Item, ActorRequests.Result> {
  @Override
  public StreamOperation<ActorRequests, ActorRequests.Item, ActorRequests.Result> operation() {
    return ActorRequests.OPERATION;
  }

  @Override
  public ActorRequests.Result handle(
      ActorRequests request, RequestContext context, Consumer<ActorRequests.Item> items) {
    Key key = Turns.key(context, request.actor());
    long now = actors.ports().clock().millis();
    List<OpenRequestReport> open = actors.requests().list(key);
    open.forEach(each ->
        items.accept(
            new ActorRequests.Item(
                each.id(),
                each.askedMillis(),
                Math.max(0, now - each.askedMillis()),
                each.by(),
                each.deadlineMillis(),
                each.block().height(),
                each.export(),
                each.bodyBytes())));
    return new ActorRequests.Result(open.size());
  }
}
