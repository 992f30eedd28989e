package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import dev.odeon.runtime.turn.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one actor that are in flight, and who waits for what of them. Shared by the guest
 * thread that takes the turns and the committer thread that reports how each ended; guarded by its
 * own monitor, which is never held over a port call.
 */
final class InFlightTurns {
  /** What the actor may do next. */
  enum Next {
    /** Take its next turn. */
    GO,
    /** Nothing: it is made ready again when the disk has answered. */
    WAIT,
    /** Forget what it has in memory, for that never became durable, and take its next turn. */
    DROP
  }

  /**
   * One turn in flight.
   *
   * @param end how it ends the request that it took; null if it does not
   * @param taken what is noted of the requests that it took and that have ids
   * @param marks what it says of messages of other actors
   */
  record Entry(
      ActorTask task,
      Block block,
      Turn turn,
      @Nullable RequestEnd end,
      List<Recent> taken,
      Collection<DeliveryMarks.Mark> marks) {}

  /**
   * A request whose turn is in flight.
   *
   * @param closed whether that turn is the last word on it
   * @param open whether it is a request that the turn left to be answered later
   */
  record Recent(
      MessageId id,
      TurnRequest request,
      long attempt,
      boolean closed,
      boolean open,
      Head block,
      Pending<Answer> answer) {}

  private record Following(Entry entry, Pending<Answer> pending, Answer answer) {}

  private record Completion(Pending<Answer> pending, Answer answer) implements Runnable {
    @Override
    public void run() {
      pending.complete(answer);
    }
  }

  private final int most;
  private final RequestWaiters waiters;
  private final Map<MessageId, Recent> recent = new HashMap<>();
  private final Map<MessageId, List<Pending<Answer>>> misnamed = new HashMap<>();
  private final Map<MessageId, List<ActorTask.Take>> joining = new HashMap<>();
  private final DeliveryMarks marks = new DeliveryMarks();

  /** What is answered once the turn is durable that it was found out of. */
  private final List<Following> following = new ArrayList<>(0);

  private int count;
  private boolean broken;
  private boolean alone;
  private boolean suspended;
  private @Nullable Entry newest;
  private @Nullable Pending<Boolean> quiet;

  /**
   * At most {@code most} turns in flight at a time.
   *
   * @param waiters who waits for answers that come later
   */
  InFlightTurns(int most, RequestWaiters waiters) {
    this.most = most;
    this.waiters = waiters;
  }

  /** What the actor may do; after {@link Next#WAIT} it is suspended until told otherwise. */
  synchronized Next next() {
    if (isFull()) {
      suspended = true;
      return Next.WAIT;
    }
    Next next = broken ? Next.DROP : Next.GO;
    broken = false;
    return next;
  }

  private boolean isFull() {
    return broken || alone ? count > 0 : count >= most;
  }

  /**
   * The turn that was added last, and is not handed in yet, may fail for what others do: none is
   * taken before it is settled, which would fail with it.
   */
  synchronized void markAlone() {
    alone = true;
  }

  /**
   * Answers what follows from all turns so far once these are durable; refuses it if one of them
   * never is.
   */
  void answerWhenDurable(Pending<Answer> pending, Answer answer) {
    synchronized (this) {
      Entry last = newest;
      if (last != null) {
        following.add(new Following(last, pending, answer));
        return;
      }
    }
    pending.complete(answer);
  }

  /** What is in memory may not be what was appended: it is dropped before the next turn. */
  synchronized void markDirty() {
    broken = true;
  }

  /**
   * Completed when no turn is in flight any more: whether what is in memory is what is durable. For
   * the thread that takes the turns, which takes no further one until then.
   */
  Pending<Boolean> quiet(Threads threads) {
    Pending<Boolean> pending = new Pending<>(threads);
    boolean sound;
    synchronized (this) {
      if (count > 0) {
        quiet = pending;
        return pending;
      }
      sound = !broken;
    }
    pending.complete(sound);
    return pending;
  }

  synchronized boolean isEmpty() {
    return count == 0;
  }

  /** Notes a turn that is about to be appended. */
  synchronized Entry add(ActorTask task, PreparedBlock next) {
    count++;
    Turn turn = next.turn();
    Block block = next.block();
    Collection<DeliveryMarks.Mark> made = DeliveryMarks.Mark.of(block);
    made.forEach(marks::add);
    List<Recent> taken = new ArrayList<>(1);
    RequestEnd end = null;
    for (ActorTask.Take take : takes(task)) {
      MessageId id = take.request().messageId();
      Bytes reply = turn.reply();
      if (id != null) {
        end = RequestReplies.of(next.effects(), turn.events(), RequestReplies.nameOf(id));
        taken.add(recent(take, id, next));
      } else {
        end = reply == null ? null : new RequestEnd.Answered(reply);
      }
    }
    taken.forEach(each -> recent.put(each.id(), each));
    Entry entry = new Entry(task, block, turn, end, taken, made);
    newest = entry;
    return entry;
  }

  private static List<ActorTask.Take> takes(ActorTask task) {
    return switch (task) {
      case ActorTask.Take take -> List.of(take);
      case ActorTask.Batch batch -> batch.takes();
      default -> List.of();
    };
  }

  private static Recent recent(ActorTask.Take take, MessageId id, PreparedBlock next) {
    TurnRequest request = take.request();
    Outcome outcome = next.turn().outcome();
    boolean open =
        RequestReplies.change(next.effects(), next.turn().events(), outcome).opened() != null;
    long attempt = 1;
    for (Event cause : next.block().causes()) {
      if (cause.data() instanceof EventData.Message told && id.equals(told.id())) {
        attempt = told.attempt();
      }
    }
    return new Recent(
        id,
        request,
        attempt,
        Deduplication.closes(outcome),
        open,
        next.block().head(),
        take.answer());
  }

  synchronized @Nullable Recent recent(MessageId id) {
    return recent.get(id);
  }

  /** The newest mark of {@code way} that is remembered, turns in flight included; or null. */
  synchronized DeliveryMarks.@Nullable Mark newest(DeliveryMarks.Way way) {
    return marks.newest(way);
  }

  /** Remembers what the indices know. For the thread that takes the turns. */
  synchronized void remember(DeliveryMarks.Mark mark) {
    marks.remember(mark);
  }

  /**
   * Has {@code answer} told that its id is another request's, once that one is durable; false if it
   * is in flight no longer.
   */
  synchronized boolean refuseWhenDurable(MessageId id, Pending<Answer> answer) {
    if (!recent.containsKey(id)) {
      return false;
    }
    misnamed.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(answer);
    return true;
  }

  /**
   * Has {@code take}, the same request as one whose turn left it open, wait for the answer once
   * that turn is durable; false if it is no longer in flight.
   */
  synchronized boolean joinWhenDurable(MessageId id, ActorTask.Take take) {
    if (!recent.containsKey(id)) {
      return false;
    }
    joining.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(take);
    return true;
  }

  /**
   * The turn is durable: what it promised leaves now. Whether the actor must be made ready again.
   */
  boolean durable(Entry entry) {
    List<Runnable> after = new ArrayList<>(1);
    boolean wake;
    Runnable still;
    synchronized (this) {
      promised(entry, after);
      for (Pending<Answer> refused : refused(entry)) {
        after.add(new Completion(refused, new Answer.IdempotencyKeyReused(entry.block.head())));
      }
      followed(entry).forEach(each -> after.add(new Completion(each.pending, each.answer)));
      wake = settle(entry, true);
      still = still();
    }
    after.forEach(Runnable::run);
    still.run();
    return wake;
  }

  /**
   * The turn never becomes durable, and so none after it. Whether the actor must be made ready
   * again.
   */
  boolean failed(Entry entry, String reason) {
    return failed(entry, reason, new Answer.Refused(reason));
  }

  /**
   * The same of one whose request gets another answer.
   *
   * @param reason what others are told that depended on it
   * @param answer what its request is answered
   */
  boolean failed(Entry entry, String reason, Answer answer) {
    List<Runnable> after = new ArrayList<>(1);
    Answer refusal = new Answer.Refused(reason);
    after.add(new Completion(entry.task.answer(), answer));
    boolean wake;
    Runnable still;
    synchronized (this) {
      broken = true;
      refused(entry).forEach(refused -> after.add(new Completion(refused, refusal)));
      followed(entry).forEach(each -> after.add(new Completion(each.pending, refusal)));
      joined(entry).forEach(take -> after.add(new Completion(take.answer(), answer)));
      wake = settle(entry, false);
      still = still();
    }
    after.forEach(Runnable::run);
    still.run();
    return wake;
  }

  private void promised(Entry entry, List<Runnable> after) {
    Head head = entry.block.head();
    if (entry.task instanceof ActorTask.Take take
        && !entry.taken.isEmpty()
        && entry.taken.getFirst().open()
        && recent.get(entry.taken.getFirst().id()) == entry.taken.getFirst()) {
      after.add(() -> waiters.waitFor(take, head, false));
      joined(entry).forEach(again -> after.add(() -> waiters.waitFor(again, head, true)));
    } else {
      after.add(
          new Completion(
              entry.task.answer(),
              RequestEnd.answer(entry.end, entry.turn.outcome(), head, false)));
    }
  }

  /** Who joins the request that the turn took, taken out. */
  private List<ActorTask.Take> joined(Entry entry) {
    return takenOut(entry, joining);
  }

  /** Who used the id of the turn's request for another one, taken out. */
  private List<Pending<Answer>> refused(Entry entry) {
    return takenOut(entry, misnamed);
  }

  /** What follows from the turn, taken out. */
  private List<Following> followed(Entry entry) {
    if (following.isEmpty()) {
      return List.of();
    }
    List<Following> all = following.stream().filter(each -> each.entry == entry).toList();
    following.removeAll(all);
    return all;
  }

  private static <T> List<T> takenOut(Entry entry, Map<MessageId, List<T>> waiting) {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<T> all = new ArrayList<>();
    for (Recent taken : entry.taken) {
      List<T> out = waiting.remove(taken.id());
      all.addAll(out == null ? List.of() : out);
    }
    return all;
  }

  /** Completes the waiter once no turn is in flight. */
  private Runnable still() {
    Pending<Boolean> pending = quiet;
    if (pending == null || count > 0) {
      return () -> {};
    }
    quiet = null;
    boolean sound = !broken;
    return () -> pending.complete(sound);
  }

  private boolean settle(Entry entry, boolean durable) {
    count--;
    entry.marks.forEach(mark -> marks.settle(mark, durable));
    entry.taken.forEach(taken -> recent.remove(taken.id(), taken));
    newest = newest == entry ? null : newest;
    alone &= count > 0;
    boolean wake = suspended && !isFull();
    suspended &= !wake;
    return wake;
  }
}
