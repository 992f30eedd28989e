package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.FoundBlock;
import dev.odeon.chain.StartPoint;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.actor.Actors;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Returns the blocks of a tenant's actors in the order of the log, and those to come. */
record EventsHandler(Actors actors) implements StreamHandler<Events, Events.Item, Events.Result> {
  private static final int LAST_MAX = 100_000;

  @Override
  public StreamOperation<Events, Events.Item, Events.Result> operation() {
    return Events.OPERATION;
  }

  @Override
  public Events.Result handle(Events request, RequestContext context, Consumer<Events.Item> items) {
    BlockFilter filter = filter(request.filter(), context);
    StartPoint start = start(request.start(), filter);
    try (BlockSubscription subscription = actors.history().follow(filter, start)) {
      context.cancellation().whenCancelled(subscription::close);
      Sending sending = new Sending(request.raw(), items, context.flush());
      return request.follow()
          ? follow(subscription, sending, context)
          : there(subscription, sending, context);
    }
  }

  private Events.Result there(
      BlockSubscription subscription, Sending sending, RequestContext context) {
    long end = subscription.durable();
    FoundBlock found = subscription.poll();
    while (found != null && found.sequence() < end) {
      sending.send(found, false);
      found = subscription.poll();
    }
    context.requireWanted();
    requireOpen(subscription, sending.last);
    return new Events.Result(sending.count, last(end));
  }

  private Events.Result follow(
      BlockSubscription subscription, Sending sending, RequestContext context) {
    FoundBlock found = subscription.poll();
    while (!subscription.isClosed()) {
      FoundBlock next = subscription.poll();
      if (found != null) {
        sending.send(found, next == null);
      }
      if (next == null) {
        subscription.await();
        next = subscription.poll();
      }
      found = next;
    }
    context.requireWanted();
    requireOpen(subscription, sending.last);
    return new Events.Result(sending.count, sending.last);
  }

  /**
   * Refuses to go on with a subscription that the end of the server closed.
   *
   * @param last the last position that was sent; null if there is none
   */
  static void requireOpen(BlockSubscription subscription, @Nullable String last) {
    if (subscription.isClosed()) {
      throw new RequestException(
          ErrorCode.STOPPING,
          "the server is stopping: begin %s again once a server runs"
              .formatted(last == null ? "where you began" : "after " + last));
    }
  }

  /** The position of the last event below {@code end}. */
  private @Nullable String last(long end) {
    return end == 0
        ? null
        : actors
            .chains()
            .blockAt(end - 1)
            .map(block -> new EventPosition(end - 1, block.eventCount() - 1).toString())
            .orElse(null);
  }

  private BlockFilter filter(Events.Filter asked, RequestContext context) {
    BlockFilter filter = BlockFilter.of(context.tenant());
    String actor = asked.actor();
    String category = asked.category();
    if (actor != null) {
      if (category != null) {
        throw invalid("an actor has its category: leave out one of both");
      }
      Key key = Turns.key(context, actor);
      var _ = Turns.head(actors, key);
      filter = BlockFilter.of(key);
    } else if (category != null) {
      // Whether there can be one of that name.
      filter = filter.inCategory(new Key(context.tenant(), category, "any").category());
    }
    String correlation = asked.correlation();
    filter = filter.withTypes(asked.types());
    return correlation == null ? filter : filter.withCorrelation(correlation);
  }

  /** Where {@code asked} begins among the blocks that {@code filter} wants. */
  StartPoint start(Events.Start asked, BlockFilter filter) {
    long given =
        Stream.of(asked.after(), asked.sinceMillis(), asked.from())
            .filter(Objects::nonNull)
            .count();
    boolean otherwise = asked.after() != null || asked.sinceMillis() != null;
    if (given > 1 || otherwise && asked.last() != null) {
      throw invalid("after, since and from exclude each other, and last goes with from alone");
    }
    StartPoint start = first(asked, filter);
    Long last = asked.last();
    if (last == null) {
      return start;
    }
    if (last > LAST_MAX) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "at most the last %,d blocks can be asked for, not %,d",
              LAST_MAX,
              last));
    }
    return actors.chains().last(filter, start, last.intValue());
  }

  private StartPoint first(Events.Start asked, BlockFilter filter) {
    String after = asked.after();
    Long since = asked.sinceMillis();
    Long from = asked.from();
    if (after != null) {
      return new StartPoint.After(EventPosition.parse(after));
    }
    if (since != null) {
      return new StartPoint.Since(since);
    }
    return from == null ? StartPoint.START : atHeight(filter, from);
  }

  private StartPoint atHeight(BlockFilter filter, long height) {
    Key key = filter.actor();
    if (key == null) {
      throw invalid("from is a height of one actor: name the actor");
    }
    long last = Turns.head(actors, key).height();
    if (height > last) {
      throw new RequestException(
          ErrorCode.NOT_FOUND,
          String.format(
              Locale.ROOT, "%s has no block %,d: its last one is %,d", key.text(), height, last));
    }
    return new StartPoint.At(actors.chains().sequence(key, height));
  }

  private static RequestException invalid(String what) {
    return new RequestException(ErrorCode.INVALID_INPUT, what);
  }

  /** Sends items, and remembers the last. */
  private static final class Sending {
    private final boolean raw;
    private final Consumer<Events.Item> items;
    private final Runnable flush;
    private long count;
    private @Nullable String last;

    Sending(boolean raw, Consumer<Events.Item> items, Runnable flush) {
      this.raw = raw;
      this.items = items;
      this.flush = flush;
    }

    void send(FoundBlock found, boolean caughtUp) {
      items.accept(item(found, caughtUp));
      count++;
      last = found.position().toString();
      if (caughtUp) {
        flush.run();
      }
    }

    private Events.Item item(FoundBlock found, boolean caughtUp) {
      Block block = found.block();
      return new Events.Item(
          found.position().toString(),
          block.key().text(),
          block.height(),
          block.hash(),
          block.header().timeMillis(),
          block.header().outcome(),
          block.header().fuel(),
          found.events().stream().map(Integer::longValue).toList(),
          raw
              ? null
              : found.events().stream().map(index -> EventFields.of(block.event(index))).toList(),
          raw ? block.headerBytes() : null,
          raw ? ActorEventsHandler.encoded(block) : null,
          caughtUp);
    }
  }
}
