package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.protocol.ActorEvents;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.function.Consumer;

/** Returns the blocks of actors. */
record ActorEventsHandler(Actors actors)
    implements StreamHandler<ActorEvents, ActorEvents.Item, ActorEvents.Result> {
  @Override
  public StreamOperation<ActorEvents, ActorEvents.Item, ActorEvents.Result> operation() {
    return ActorEvents.OPERATION;
  }

  @Override
  public ActorEvents.Result handle(
      ActorEvents request, RequestContext context, Consumer<ActorEvents.Item> items) {
    Key key = Turns.key(context, request.actor());
    long last = Turns.head(actors, key).height();
    Long to = request.to();
    long end = (to == null ? last : Math.min(to, last)) + 1;
    Long most = request.last();
    long from = most == null ? request.from() : Math.max(request.from(), end - most);
    long[] count = new long[1];
    if (from < end) {
      actors
          .chains()
          .blocks(
              key,
              from,
              end,
              block -> {
                items.accept(item(block, request.raw()));
                count[0]++;
                return true;
              });
    }
    return new ActorEvents.Result(key.text(), count[0]);
  }

  private static ActorEvents.Item item(Block block, boolean raw) {
    return new ActorEvents.Item(
        block.height(),
        block.hash(),
        block.header().timeMillis(),
        block.header().outcome(),
        block.header().fuel(),
        raw ? null : block.events().stream().map(EventFields::of).toList(),
        raw ? block.headerBytes() : null,
        raw ? encoded(block) : null);
  }

  /** The bytes of the events of a block, as the chain keeps them. */
  static List<Bytes> encoded(Block block) {
    return block.encodedEvents().stream().map(EncodedEvent::bytes).toList();
  }
}
