package dev.odeon.runtime.actor;

import dev.odeon.chain.Event;
import dev.odeon.chain.MessageId;
import dev.odeon.host.Contract;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.turn.Guest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the one-way messages that a guest takes together in one turn: those that stand behind
 * one another in one lane, none of which was tried before. Used by the thread that runs the actor.
 *
 * @param mailbox where they wait
 * @param deduplication tells which of them were taken before
 * @param inFlight the turns in flight of the actor
 */
record BatchCollector(
    Mailbox<ActorTask> mailbox, Deduplication deduplication, InFlightTurns inFlight) {
  /** The most messages of a batch. */
  static final int MESSAGES_MAX = 64;

  /** The most bytes that the messages of a batch have together, unless the first has more. */
  static final long BYTES_MAX = 1 << 20;

  /** Whether {@code guest} takes {@code task}, which is the attempt {@code attempt}, in a batch. */
  static boolean takes(Guest guest, ActorTask.Take task, long attempt) {
    return attempt == 1 && joins(task) && guest.code().exports().contains(Contract.BATCH);
  }

  private static boolean joins(ActorTask.Take task) {
    return task.failed() == 0 && task.request().mayJoin();
  }

  /** Whether {@code guest} has no other export for {@code request} than the one for batches. */
  static boolean onlyTakesBatches(Guest guest, TurnRequest request) {
    return request.mayJoin() && !guest.code().exports().contains(request.export());
  }

  /** The cause that tells of {@code task} in a batch. */
  static Event cause(ActorTask.Take task) {
    return cause(task, 1);
  }

  /** The same of the attempt {@code attempt} at it, alone. */
  static Event cause(ActorTask.Take task, long attempt) {
    return Event.of(Contract.BATCH, task.request().cause(attempt, task.recordedDeadline()).data());
  }

  /**
   * {@code first} and what goes along with it.
   *
   * @param late answers one whose time is over, and tells whether that is so
   * @param nowMillis the time by which messages of other actors may be late
   */
  List<ActorTask.Take> collect(
      ActorTask.Take first, Predicate<ActorTask.Take> late, long nowMillis) {
    List<ActorTask.Take> all = new ArrayList<>();
    Set<MessageId> ids = new HashSet<>();
    long bytes = 0;
    for (ActorTask.Take next = first;
        next != null;
        next = all.size() < MESSAGES_MAX ? more(ids, BYTES_MAX - bytes, late, nowMillis) : null) {
      all.add(next);
      bytes += next.request().body().size();
      MessageId id = next.request().messageId();
      if (id != null) {
        ids.add(id);
      }
    }
    return all;
  }

  private ActorTask.@Nullable Take more(
      Set<MessageId> ids, long bytes, Predicate<ActorTask.Take> late, long nowMillis) {
    while (mailbox.takeMore(task -> goesAlong(task, ids, bytes, nowMillis))
        instanceof ActorTask.Take next) {
      long attempt = late.test(next) ? 0 : deduplication.attempt(next, inFlight, ids);
      if (attempt == 1) {
        return next;
      }
      if (attempt > 1) {
        mailbox.putBack(List.of(next), next.request().lane());
        return null;
      }
    }
    return null;
  }

  private static boolean goesAlong(ActorTask task, Set<MessageId> ids, long bytes, long nowMillis) {
    return task instanceof ActorTask.Take take
        && joins(take)
        && !(take.request() instanceof SentMessage sent && sent.isLate(nowMillis))
        && take.request().body().size() <= bytes
        && !ids.contains(take.request().messageId());
  }
}
