package dev.odeon.service;

import dev.odeon.protocol.ActorChannels;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.OpenChannel;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.function.Consumer;

/** Lists the open channels of actors. */
record ActorChannelsHandler(Actors actors)
    implements StreamHandler<ActorChannels, ActorChannels.Item, ActorChannels.Result> {
  @Override
  public StreamOperation<ActorChannels, ActorChannels.Item, ActorChannels.Result> operation() {
    return ActorChannels.OPERATION;
  }

  @Override
  public ActorChannels.Result handle(
      ActorChannels request, RequestContext context, Consumer<ActorChannels.Item> items) {
    List<OpenChannel> channels = actors.reports().channels(Turns.key(context, request.actor()));
    for (OpenChannel channel : channels) {
      items.accept(
          new ActorChannels.Item(
              channel.id(),
              channel.peer().text(),
              channel.opener().text(),
              channel.openedMillis(),
              channel.height()));
    }
    return new ActorChannels.Result(channels.size());
  }
}
