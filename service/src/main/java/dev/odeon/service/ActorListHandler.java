package dev.odeon.service;

import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.Plugins;
import java.util.List;
import java.util.function.Consumer;

/** Lists actors. */
record ActorListHandler(Actors actors)
    implements StreamHandler<ActorList, ActorList.Item, ActorList.Result> {
  @Override
  public StreamOperation<ActorList, ActorList.Item, ActorList.Result> operation() {
    return ActorList.OPERATION;
  }

  @Override
  public ActorList.Result handle(
      ActorList request, RequestContext context, Consumer<ActorList.Item> items) {
    List<ActorStatus> listed =
        actors.reports().list(context.tenant()).stream()
            .filter(status -> request.all() || !isPlugin(status) && !isRemoved(status))
            .toList();
    listed.forEach(status -> items.accept(item(status)));
    return new ActorList.Result(listed.size());
  }

  private static boolean isPlugin(ActorStatus status) {
    return status.registration().key().category().equals(Plugins.CATEGORY);
  }

  private static boolean isRemoved(ActorStatus status) {
    return status.registration().status() == Registration.Status.REMOVED;
  }

  /** What a list tells of an actor. */
  static ActorList.Item item(ActorStatus status) {
    Registration registration = status.registration();
    Head head = status.head();
    return new ActorList.Item(
        registration.key().text(),
        registration.status().toString(),
        registration.reason(),
        head.height() + 1,
        head.height(),
        head.hash(),
        status.timeMillis(),
        registration.module(),
        registration.manifest());
  }
}
