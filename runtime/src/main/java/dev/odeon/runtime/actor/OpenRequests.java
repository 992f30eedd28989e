package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.host.capability.MessageCapability.RequestEffect;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.index.OpenRequest;
import dev.odeon.runtime.index.OpenRequestIndex;
import dev.odeon.runtime.index.RequestChange;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that actors left open: what durable blocks say, and what the turns in flight make of
 * that. An actor that never leaves one open has nothing here.
 *
 * <p>Guest threads and the committer use it; guarded by its own monitor, which is never held over a
 * port or a callback. Turns are asked for first, and durable blocks then: a block that becomes
 * durable in between is seen twice, which changes nothing, and never missed.
 */
final class OpenRequests implements EffectHandler<RequestEffect> {
  private final OpenRequestIndex durable;
  private final RequestWaiters waiters;
  private volatile Consumer<OpenRequest> opened = _ -> {};

  /** Of turns in flight, in their order. */
  private final Map<Key, List<Change>> inFlight = new HashMap<>();

  /** What a turn in flight, at {@code height}, does to the requests of its actor. */
  private record Change(
      long height, @Nullable OpenRequest opened, SequencedMap<String, RequestEnd> ended) {}

  /**
   * Requests as {@code durable} knows them.
   *
   * @param waiters who waits for their ends
   */
  OpenRequests(OpenRequestIndex durable, RequestWaiters waiters) {
    this.durable = durable;
    this.waiters = waiters;
  }

  /** From now on {@code listener} hears of each request that a durable block left open. */
  void onOpened(Consumer<OpenRequest> listener) {
    opened = listener;
  }

  /** Nobody waits any more for an answer from before the home was opened. */
  @Override
  public boolean waitsForHome() {
    return false;
  }

  /** Their blocks say what becomes of requests, those without effects too: {@link #durable}. */
  @Override
  public Class<RequestEffect> type() {
    return RequestEffect.class;
  }

  /** What durable blocks say. */
  OpenRequestIndex durable() {
    return durable;
  }

  /** Who waits for an answer that comes later. */
  RequestWaiters waiters() {
    return waiters;
  }

  /** The actor goes on from {@code next}, which is handed to the disk then. */
  void staged(PreparedBlock next) {
    Block block = next.block();
    List<Event> events = next.turn().events();
    RequestChange change = RequestReplies.change(next.effects(), events, next.turn().outcome());
    if (change.isNone()) {
      return;
    }
    SequencedMap<String, RequestEnd> ended = RequestReplies.ofEarlier(next.effects(), events);
    OpenRequest request =
        change.opened() == null
            ? null
            : new OpenRequest(
                block.key(),
                change.opened(),
                -1,
                block.height(),
                block.header().timeMillis(),
                change.deadlineMillis());
    synchronized (this) {
      inFlight
          .computeIfAbsent(block.key(), _ -> new ArrayList<>(1))
          .add(new Change(block.height(), request, ended));
    }
  }

  /** The block is durable: whoever waits for what it ends is answered. */
  void durable(Block block) {
    Change change = remove(block.key(), block.height());
    if (change != null) {
      change.ended.forEach((id, end) -> waiters.ended(block.head(), id, end));
      if (change.opened != null) {
        opened.accept(change.opened);
      }
    }
  }

  private synchronized @Nullable Change remove(Key actor, long height) {
    List<Change> changes = inFlight.get(actor);
    if (changes == null) {
      return null;
    }
    Change found = null;
    for (Change each : changes) {
      found = each.height == height ? each : found;
    }
    changes.removeIf(each -> each.height <= height);
    if (changes.isEmpty()) {
      inFlight.remove(actor);
    }
    return found;
  }

  /** The block never becomes durable, and so none of its actor after it. */
  synchronized void dropped(Block block) {
    inFlight.computeIfPresent(
        block.key(),
        (_, changes) -> {
          changes.removeIf(each -> each.height >= block.height());
          return changes.isEmpty() ? null : changes;
        });
  }

  /**
   * Whether the request {@code id} waits for an answer, for a turn whose block is of {@code
   * millis}: one whose deadline has come by then does not.
   */
  boolean isOpen(Key actor, String id, long millis) {
    List<Change> changes = changes(actor);
    OpenRequest request = durable.get(actor, id);
    for (Change each : changes) {
      request = each.opened != null && each.opened.id().equals(id) ? each.opened : request;
      request = each.ended.containsKey(id) ? null : request;
    }
    return request != null && durable.deadlineMillis(request) > millis;
  }

  /** How many of {@code actor} durable blocks left open. */
  int count(Key actor) {
    return durable.count(actor);
  }

  /** What waits for an answer for a turn whose block is of {@code millis}, the oldest first. */
  List<String> list(Key actor, long millis) {
    List<Change> changes = changes(actor);
    Map<String, OpenRequest> open = new LinkedHashMap<>();
    durable.list(actor).forEach(each -> open.put(each.id(), each));
    for (Change each : changes) {
      if (each.opened != null) {
        open.putIfAbsent(each.opened.id(), each.opened);
      }
      each.ended.keySet().forEach(open::remove);
    }
    return open.values().stream()
        .filter(each -> durable.deadlineMillis(each) > millis)
        .map(OpenRequest::id)
        .toList();
  }

  private synchronized List<Change> changes(Key actor) {
    List<Change> changes = inFlight.get(actor);
    return changes == null ? List.of() : List.copyOf(changes);
  }
}
