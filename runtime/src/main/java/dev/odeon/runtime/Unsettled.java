package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one actor that are on their way to the disk, and who waits for what of them. Shared
 * by the guest thread that takes the turns and the committer thread that tells how each ended;
 * guarded by its own monitor, which is never held over a port call.
 */
final class Unsettled {
  /** What the actor may do next. */
  enum Next {
    /** Take its next turn. */
    GO,
    /** Nothing: it is made ready again when the disk has answered. */
    WAIT,
    /** Forget what it has in memory, for that never became durable, and take its next turn. */
    DROP
  }

  /** One turn on its way. */
  record Entry(Order order, Block block, Turn turn) {}

  /**
   * A message whose turn was taken and is on its way.
   *
   * @param closed whether that turn is the last word on it
   * @param open whether it is a request that the turn left to be answered later
   */
  record Recent(
      Message message,
      long attempt,
      boolean closed,
      boolean open,
      Head block,
      Pending<Answer> answer) {}

  /** Somebody who waits for the answer to an open request, until its deadline. */
  private final class Waiter {
    private final String requestId;
    private final Pending<Answer> pending;
    private final Head block;
    private final boolean again;
    private final Deadlines.Entry expiry;

    /**
     * Who sent {@code take}.
     *
     * @param block the block that took the request
     * @param again whether it was taken before, as another message of the same id
     */
    Waiter(Order.Take take, Head block, boolean again) {
      this.requestId = take.message().id();
      this.pending = take.answer();
      this.block = block;
      this.again = again;
      this.expiry =
          deadlines.at(
              take.deadlineNanos(), () -> pending.complete(new Answer.Expired(this.block)));
    }

    /** Lets its time run; nobody is kept waiting whose answer has come in another way. */
    void start() {
      pending.whenDone((_, _) -> leave(this));
      expiry.start();
    }
  }

  private record Completion(Pending<Answer> pending, Answer answer) implements Runnable {
    @Override
    public void run() {
      pending.complete(answer);
    }
  }

  private final int most;
  private final Deadlines deadlines;
  private final BooleanSupplier stopping;
  private final Map<String, Recent> recent = new HashMap<>();
  private final Set<String> answering = new HashSet<>();
  private final Map<String, List<Waiter>> waiting = new HashMap<>();
  private final Map<String, List<Pending<Answer>>> misnamed = new HashMap<>();
  private final Map<String, List<Order.Take>> joining = new HashMap<>();
  private int count;
  private boolean broken;
  private boolean suspended;
  private @Nullable Pending<Boolean> quiet;

  /**
   * At most {@code most} turns in flight at a time.
   *
   * @param stopping whether nobody may wait for the answer to an open request any more
   */
  Unsettled(int most, Deadlines deadlines, BooleanSupplier stopping) {
    this.most = most;
    this.deadlines = deadlines;
    this.stopping = stopping;
  }

  /** What the actor may do; after {@link Next#WAIT} it is suspended until told otherwise. */
  synchronized Next next() {
    if (broken ? count > 0 : count >= most) {
      suspended = true;
      return Next.WAIT;
    }
    Next next = broken ? Next.DROP : Next.GO;
    broken = false;
    return next;
  }

  /** What is in memory may not be what was appended: it is dropped before the next turn. */
  synchronized void doubt() {
    broken = true;
  }

  /**
   * Completed when no turn is on its way any more: whether what is in memory is what is durable.
   * For the thread that takes the turns, which takes no further one until then.
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
  synchronized Entry add(Order order, Block block, Turn turn) {
    count++;
    if (order instanceof Order.Take take) {
      Message message = take.message();
      boolean closed = Attempts.closes(turn.outcome());
      boolean open =
          message.kind() == Message.Kind.REQUEST
              && turn.outcome() instanceof Outcome.Returned
              && Replies.of(block, message.id()) == null;
      long attempt = block.event(0).data() instanceof EventData.Message told ? told.attempt() : 1;
      recent.put(
          message.id(), new Recent(message, attempt, closed, open, block.head(), take.answer()));
    }
    for (Replies.Response response : Replies.responses(turn.events())) {
      answering.add(response.requestId());
    }
    return new Entry(order, block, turn);
  }

  synchronized @Nullable Recent recent(String messageId) {
    return recent.get(messageId);
  }

  /** Whether the request waits for an answer, if a turn on its way decides that. */
  synchronized Optional<Boolean> requestOpen(String id) {
    if (answering.contains(id)) {
      return Optional.of(false);
    }
    return Optional.ofNullable(recent.get(id)).map(Recent::open);
  }

  /**
   * Has {@code answer} told that its id is another message's, once that one is durable; false if it
   * is on its way no longer.
   */
  synchronized boolean refuseWhenDurable(String messageId, Pending<Answer> answer) {
    if (!recent.containsKey(messageId)) {
      return false;
    }
    misnamed.computeIfAbsent(messageId, _ -> new ArrayList<>(1)).add(answer);
    return true;
  }

  /**
   * Has {@code take}, the same request as one whose turn left it open, wait for the answer once
   * that turn is durable; false if it is no longer in flight.
   */
  synchronized boolean joinWhenDurable(Order.Take take) {
    if (!recent.containsKey(take.message().id())) {
      return false;
    }
    joining.computeIfAbsent(take.message().id(), _ -> new ArrayList<>(1)).add(take);
    return true;
  }

  /**
   * Has {@code take}, the same request as one that {@code block} took and left open, answered when
   * that is answered, or at its deadline.
   */
  void waitFor(Order.Take take, Head block) {
    List<Runnable> after = new ArrayList<>(1);
    synchronized (this) {
      enlist(new Waiter(take, block, true), after);
    }
    after.forEach(Runnable::run);
  }

  private void enlist(Waiter waiter, List<Runnable> after) {
    if (stopping.getAsBoolean()) {
      after.add(new Completion(waiter.pending, new Answer.Stopping(waiter.block)));
    } else {
      waiting.computeIfAbsent(waiter.requestId, _ -> new ArrayList<>(1)).add(waiter);
      after.add(waiter::start);
    }
  }

  private void leave(Waiter waiter) {
    boolean _ = waiter.expiry.cancel();
    synchronized (this) {
      waiting.computeIfPresent(
          waiter.requestId,
          (_, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
          });
    }
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
      refuse(entry, new Answer.IdempotencyKeyReused(entry.block.head()), after);
      wake = settle(entry);
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
    List<Runnable> after = new ArrayList<>(1);
    Answer answer = new Answer.NotTaken(reason);
    after.add(new Completion(entry.order.answer(), answer));
    boolean wake;
    Runnable still;
    synchronized (this) {
      broken = true;
      refuse(entry, answer, after);
      joined(entry).forEach(take -> after.add(new Completion(take.answer(), answer)));
      wake = settle(entry);
      still = still();
    }
    after.forEach(Runnable::run);
    still.run();
    return wake;
  }

  /** Nobody waits for the answer to an open request any more: it stays open. */
  void stop() {
    List<Waiter> left = new ArrayList<>();
    synchronized (this) {
      waiting.values().forEach(left::addAll);
      waiting.clear();
    }
    left.forEach(waiter -> waiter.pending.complete(new Answer.Stopping(waiter.block)));
  }

  private void promised(Entry entry, List<Runnable> after) {
    Head head = entry.block.head();
    for (Replies.Response response : Replies.responses(entry.turn.events())) {
      List<Waiter> waiters = waiting.remove(response.requestId());
      for (Waiter waiter : waiters == null ? List.<Waiter>of() : waiters) {
        after.add(
            new Completion(
                waiter.pending,
                new Answer.Taken(Outcome.RETURNED, response.payload(), head, waiter.again)));
      }
    }
    Recent taken = entry.order instanceof Order.Take take ? recent.get(take.message().id()) : null;
    if (entry.order instanceof Order.Take take
        && taken != null
        && taken.block().equals(head)
        && taken.open()) {
      enlist(new Waiter(take, head, false), after);
      joined(entry).forEach(again -> enlist(new Waiter(again, head, true), after));
    } else {
      String id = entry.order instanceof Order.Take take ? take.message().id() : null;
      Bytes reply = id == null ? null : Replies.of(entry.block, id);
      after.add(
          new Completion(
              entry.order.answer(), new Answer.Taken(entry.turn.outcome(), reply, head, false)));
    }
  }

  /** Who joins the request that the turn took, taken out. */
  private List<Order.Take> joined(Entry entry) {
    List<Order.Take> joined =
        entry.order instanceof Order.Take take ? joining.remove(take.message().id()) : null;
    return joined == null ? List.of() : joined;
  }

  private void refuse(Entry entry, Answer answer, List<Runnable> after) {
    if (entry.order instanceof Order.Take take) {
      List<Pending<Answer>> refused = misnamed.remove(take.message().id());
      if (refused != null) {
        refused.forEach(pending -> after.add(new Completion(pending, answer)));
      }
    }
  }

  /** Tells who waits that no turn is on its way, if that is so. */
  private Runnable still() {
    Pending<Boolean> pending = quiet;
    if (pending == null || count > 0) {
      return () -> {};
    }
    quiet = null;
    boolean sound = !broken;
    return () -> pending.complete(sound);
  }

  private boolean settle(Entry entry) {
    count--;
    if (entry.order instanceof Order.Take take) {
      recent.computeIfPresent(
          take.message().id(),
          (_, known) -> known.block().equals(entry.block.head()) ? null : known);
    }
    for (Replies.Response response : Replies.responses(entry.turn.events())) {
      answering.remove(response.requestId());
    }
    boolean wake = suspended && (broken ? count == 0 : count < most);
    suspended &= !wake;
    return wake;
  }
}
