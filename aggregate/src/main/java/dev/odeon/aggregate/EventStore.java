package dev.odeon.aggregate;

import dev.odeon.aggregate.AppendResult.Reason;
import dev.odeon.base.Key;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.Head;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.StreamBlock;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The events of a home: appended to streams, read, and followed. A stream is a chain like an
 * actor's, so that its history can be verified, replayed, exported and proven; an append is one
 * turn of it, a block. Any thread may call any method; one that blocks says so.
 */
public final class EventStore implements AutoCloseable {
  /** The most events of one append to a stream. */
  public static final int EVENTS_MAX = 1_000;

  /** The most streams of one append. */
  public static final int STREAMS_MAX = 64;

  /** The most bytes of UTF-8 that a type may have. */
  public static final int TYPE_BYTES_MAX = 256;

  /** How long an append to several streams waits for them. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Actors actors;
  private final Streams streams;
  private final EventReader reader;
  private final boolean owned;

  private EventStore(Actors actors, boolean owned) {
    this.actors = actors;
    this.streams = actors.streams();
    this.reader = new EventReader(actors.chains(), streams);
    this.owned = owned;
  }

  /**
   * Opens the home in {@code folder}, making it if there is none; it is closed with the store.
   *
   * @throws dev.odeon.runtime.HomeException if it is in use, of a newer format, damaged, or cannot
   *     be read or written
   */
  public static EventStore open(Path folder) {
    return new EventStore(Actors.open(folder), true);
  }

  /** The events of a home that is open already, and stays so when the store is closed. */
  public static EventStore of(Actors actors) {
    return new EventStore(actors, false);
  }

  /** The home: its chains, to verify, replay and prove. */
  public Actors actors() {
    return actors;
  }

  /** Appends events to a stream and says nothing else. */
  public AppendResult append(StreamId stream, ExpectedVersion expected, NewEvent... events) {
    return append(stream, expected, List.of(events), AppendOptions.NONE);
  }

  /**
   * Appends events to a stream. Blocks until they are durable, or it is decided that they are not
   * appended. An append under an idempotency key that was used before for the same events is
   * answered what the first one was, before anything else is compared.
   */
  public AppendResult append(
      StreamId stream, ExpectedVersion expected, List<NewEvent> events, AppendOptions options) {
    return guarded(() -> {
      AppendRequest request =
          requests(List.of(new StreamAppend(stream, expected, events)), options)
              .firstEntry()
              .getValue();
      return result(request, take(request));
    });
  }

  /**
   * Appends events to several streams, all of them or none, as one commit. Blocks as {@link
   * #append} does. The idempotency key is looked for in each stream.
   *
   * @param appends each to another stream, 1 to {@value #STREAMS_MAX}, of one tenant
   */
  public AppendResult append(List<StreamAppend> appends, AppendOptions options) {
    return guarded(() -> {
      TreeMap<Key, AppendRequest> requests = requests(appends, options);
      AppendRequest first = requests.firstEntry().getValue();
      SortedMap<Key, Answer> answers =
          streams.commit(new TreeMap<>(requests), first.condition(), PATIENCE);
      return results(appends, requests, answers);
    });
  }

  /**
   * Removes a stream for ever: its events stay, and nothing is appended to it any more. Blocks as
   * {@link #append} does. One that was removed is left alone.
   *
   * @param reason why, for its chain
   */
  public AppendResult remove(StreamId stream, ExpectedVersion expected, String reason) {
    return guarded(() -> {
      Key key = AppendCheck.key(stream);
      StreamState now = streams.get(key);
      if (now.removed() == null && now.version() == 0) {
        throw new AppendCheck.Refusal(
            Reason.NO_SUCH_STREAM, "there is no stream %s of events".formatted(key));
      }
      RemovalRequest request = new RemovalRequest(key, expected, reason);
      return result(request, take(request));
    });
  }

  /** Where a stream stands, as durable events have it; version 0 if it has none. */
  public StreamState state(StreamId stream) {
    return streams.get(stream.key());
  }

  /** The streams of a category that have events, removed ones included. Reads all of an index. */
  public Map<StreamId, StreamState> streams(String tenant, String category) {
    Map<StreamId, StreamState> all = new LinkedHashMap<>();
    streams
        .list(key -> key.tenant().equals(tenant) && key.category().equals(category))
        .forEach((key, state) -> all.put(StreamId.of(key), state));
    return all;
  }

  /**
   * Reads a stream forwards.
   *
   * @param after the version after which to begin: 0 for the first event
   * @param most how many events at most
   */
  public List<StoredEvent> read(StreamId stream, long after, int most) {
    List<StoredEvent> events = new ArrayList<>();
    if (most > 0) {
      reader.forward(
          stream.key(),
          after,
          event -> {
            events.add(event);
            return events.size() < most;
          });
    }
    return events;
  }

  /**
   * Reads a stream backwards.
   *
   * @param from the version of the event to begin with; {@link Long#MAX_VALUE} for the last one
   * @param most how many events at most
   */
  public List<StoredEvent> readBackwards(StreamId stream, long from, int most) {
    List<StoredEvent> events = new ArrayList<>();
    if (most > 0) {
      reader.backward(
          stream.key(),
          from,
          event -> {
            events.add(event);
            return events.size() < most;
          });
    }
    return events;
  }

  /**
   * Reads events of all streams in the order of the log: of a tenant, a category, of types, with
   * tags, of an undertaking, as {@code filter} says.
   *
   * @param most how many events at most
   * @throws ChainException if {@code start} is not there
   */
  public List<StoredEvent> read(BlockFilter filter, StartPoint start, int most) {
    List<StoredEvent> events = new ArrayList<>();
    StreamCursor cursor = reader.cursor();
    if (most > 0) {
      actors
          .chains()
          .find(
              EventReader.events(filter),
              start,
              found -> {
                for (StoredEvent event : EventReader.of(found, cursor)) {
                  if (events.size() < most) {
                    events.add(event);
                  }
                }
                return events.size() < most;
              });
    }
    return events;
  }

  /**
   * Follows events of all streams: those from {@code start} on, then those to come.
   *
   * @throws ChainException if {@code start} is not there, or too many follow already
   * @throws ActorException if the home is closing
   */
  public EventSubscription follow(BlockFilter filter, StartPoint start) {
    return new EventSubscription(
        actors.history().follow(EventReader.events(filter), start), reader.cursor());
  }

  /** Closes the home if the store opened it. Blocks. */
  @Override
  public void close() {
    if (owned) {
      actors.close();
    }
  }

  private interface Work {
    AppendResult run();
  }

  private static AppendResult guarded(Work work) {
    try {
      return work.run();
    } catch (AppendCheck.Refusal e) {
      return e.result();
    } catch (RefusedException e) {
      return new AppendResult.Refused(Reason.RETRY, String.valueOf(e.getMessage()));
    } catch (ActorException e) {
      return new AppendResult.Refused(reason(e), String.valueOf(e.getMessage()));
    }
  }

  private static Reason reason(ActorException e) {
    return switch (e.reason()) {
      case PAUSED -> Reason.PAUSED;
      case DAMAGED -> Reason.DAMAGED;
      case CLOSED -> Reason.CLOSED;
      default -> throw e;
    };
  }

  private TreeMap<Key, AppendRequest> requests(List<StreamAppend> appends, AppendOptions options) {
    TreeMap<Key, AppendRequest> requests =
        new AppendCheck(actors.settings().messageBytes()).requests(appends, options);
    requests.keySet().forEach(this::requireStream);
    AppendOptions.Condition condition = options.condition();
    EventPosition after = condition == null ? null : condition.after();
    if (after != null) {
      requireThere(after);
    }
    return requests;
  }

  private void requireStream(Key key) {
    if (streams.isActor(key)) {
      throw new AppendCheck.Refusal(
          Reason.WRONG_KIND, "%s is an actor, no stream of events".formatted(key));
    }
  }

  private void requireThere(EventPosition after) {
    try {
      actors.chains().requireThere(after);
    } catch (ChainException e) {
      throw new AppendCheck.Refusal(Reason.NO_SUCH_POSITION, String.valueOf(e.getMessage()));
    }
  }

  private Answer take(StreamTurn turn) {
    return switch (streams.deliver(turn)) {
      case Delivery.Accepted(var answer) -> answer.await();
      case Delivery.Full(int capacity) ->
          throw new RefusedException(
              "%d appends wait for %s already: send it again later".formatted(capacity, turn.to()));
      case Delivery.Paused(String reason) ->
          throw new AppendCheck.Refusal(
              Reason.PAUSED, reason + ": send it again once it is resumed");
      case Delivery.Damaged(String reason) ->
          throw new AppendCheck.Refusal(
              Reason.DAMAGED, "%s takes no events: %s".formatted(turn.to(), reason));
      case Delivery.Stopping _ ->
          throw new AppendCheck.Refusal(Reason.CLOSED, "the home is closing");
      case Delivery.TooLarge _,
          Delivery.NoSuchActor _,
          Delivery.Stopped _,
          Delivery.Removed _,
          Delivery.Overloaded _,
          Delivery.QuotaExceeded _ ->
          throw new IllegalStateException("streams do not answer that");
    };
  }

  private AppendResult result(StreamTurn turn, Answer answer) {
    return switch (answer) {
      case Answer.Completed(var _, var _, Head block, boolean duplicate) ->
          appended(turn.to(), block, duplicate);
      case Answer.Declined(var objection) -> declined(turn, objection);
      case Answer.IdempotencyKeyReused(Head first) ->
          new AppendResult.IdempotencyKeyReused(appended(turn.to(), first, true).position());
      case Answer.Paused(String reason) ->
          new AppendResult.Refused(Reason.PAUSED, reason + ": send it again once it is resumed");
      case Answer.Stopping _ -> new AppendResult.Refused(Reason.CLOSED, "the home is closing");
      case Answer.Refused(String reason) -> new AppendResult.Refused(Reason.RETRY, reason);
      case Answer.DeadlineExceeded _,
          Answer.Unanswered _,
          Answer.Expired _,
          Answer.Withdrawn _,
          Answer.WrongHead _ ->
          new AppendResult.Refused(
              Reason.RETRY, "the append to %s waited too long: send it again".formatted(turn.to()));
    };
  }

  private AppendResult declined(StreamTurn turn, StreamTurn.Objection objection) {
    return switch (objection) {
      case StreamTurn.Objection.WrongVersion(long actual) ->
          new AppendResult.WrongExpectedVersion(StreamId.of(turn.to()), turn.version(), actual);
      case StreamTurn.Objection.ConditionFailed(EventPosition position, String type) ->
          new AppendResult.ConditionFailed(position, type);
      case StreamTurn.Objection.Removed(String reason) ->
          turn instanceof RemovalRequest
              ? removedBefore(turn.to())
              : new AppendResult.StreamRemoved(StreamId.of(turn.to()), reason);
    };
  }

  /** The result of the removal that there was; it is the last block of the chain. */
  private AppendResult removedBefore(Key key) {
    return appended(key, actors.chains().head(key).orElseThrow(), true);
  }

  private AppendResult.Appended appended(Key key, Head block, boolean duplicate) {
    return appended(key, actors.chains().sequence(key, block.height()), duplicate);
  }

  private AppendResult.Appended appended(Key key, long sequence, boolean duplicate) {
    StreamBlock block = Objects.requireNonNull(streams.block(key, sequence));
    // The cause stands before the events.
    int last = Math.toIntExact(block.after().version() - block.before());
    return new AppendResult.Appended(
        block.after().version(), new EventPosition(sequence, last), duplicate);
  }

  private AppendResult results(
      List<StreamAppend> appends,
      SortedMap<Key, AppendRequest> requests,
      SortedMap<Key, Answer> answers) {
    Key decided = answers.firstKey();
    Answer first = Objects.requireNonNull(answers.get(decided));
    if (!(first instanceof Answer.Completed(var _, var _, Head block, boolean duplicate))) {
      return result(Objects.requireNonNull(requests.get(decided)), first);
    }
    // The blocks of a commit follow each other in the order of their keys.
    List<Key> keys = List.copyOf(requests.keySet());
    long sequence = actors.chains().sequence(decided, block.height()) - keys.indexOf(decided);
    List<AppendResult.Appended> all = new ArrayList<>(keys.size());
    for (StreamAppend each : appends) {
      Key key = each.stream().key();
      all.add(appended(key, sequence + keys.indexOf(key), duplicate));
    }
    return new AppendResult.AppendedAll(all);
  }
}
