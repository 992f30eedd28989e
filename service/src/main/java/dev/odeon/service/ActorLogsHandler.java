package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.FoundBlock;
import dev.odeon.protocol.ActorLogs;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.function.Consumer;

/** Gives the log lines of actors, and follows them. */
record ActorLogsHandler(Actors actors)
    implements StreamHandler<ActorLogs, ActorLogs.Item, ActorLogs.Result> {
  @Override
  public StreamOperation<ActorLogs, ActorLogs.Item, ActorLogs.Result> operation() {
    return ActorLogs.OPERATION;
  }

  @Override
  public ActorLogs.Result handle(
      ActorLogs request, RequestContext context, Consumer<ActorLogs.Item> items) {
    Key key = Turns.key(context, request.actor());
    var _ = Turns.head(actors, key);
    BlockFilter filter = BlockFilter.of(key).withTypes(List.of(EventKind.NOTE.toString()));
    EventsHandler events = new EventsHandler(actors);
    Events.Start start = new Events.Start(request.after(), null, null, request.last());
    try (BlockSubscription blocks = actors.history().follow(filter, events.start(start, filter))) {
      context.cancellation().whenCancelled(blocks::close);
      Sending sending = new Sending(key.text(), items);
      if (request.follow()) {
        try (LiveLogs.Watch watch = actors.history().watchLogs(key, blocks::nudge)) {
          follow(blocks, watch, sending, context);
        }
      } else {
        long end = blocks.durable();
        FoundBlock found = blocks.poll();
        while (found != null && found.sequence() < end) {
          sending.send(found);
          found = blocks.poll();
        }
      }
      context.requireWanted();
      EventsHandler.requireOpen(blocks, sending.last);
      return new ActorLogs.Result(sending.count);
    }
  }

  private static void follow(
      BlockSubscription blocks, LiveLogs.Watch watch, Sending sending, RequestContext context) {
    while (!blocks.isClosed()) {
      long before = sending.count;
      for (FoundBlock found = blocks.poll(); found != null; found = blocks.poll()) {
        sending.send(found);
      }
      watch.take().forEach(sending::send);
      if (sending.count == before) {
        context.flush().run();
        blocks.await();
      }
    }
  }

  /** Sends lines, and remembers the last recorded one. */
  private static final class Sending {
    private final String actor;
    private final Consumer<ActorLogs.Item> items;
    private long count;
    private @org.jspecify.annotations.Nullable String last;

    Sending(String actor, Consumer<ActorLogs.Item> items) {
      this.actor = actor;
      this.items = items;
    }

    void send(FoundBlock found) {
      Block block = found.block();
      for (int index : found.events()) {
        if (block.event(index).data() instanceof EventData.Note(String text)) {
          last = found.sequence() + "." + index;
          items.accept(
              new ActorLogs.Item(
                  last, actor, block.height(), block.header().timeMillis(), text, 0));
          count++;
        }
      }
    }

    void send(LiveLogs.Line line) {
      items.accept(
          new ActorLogs.Item(
              null, actor, line.height(), line.timeMillis(), line.text(), line.missed()));
      count++;
    }
  }
}
