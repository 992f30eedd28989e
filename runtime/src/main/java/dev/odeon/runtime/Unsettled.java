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

  /**
   * Somebody who waits for the answer to a request, as the one who made it or as one who made it
   * again.
   */
  private record Waiter(Pending<Answer> pending, boolean again) {}

  private record Completion(Pending<Answer> pending, Answer answer) {
    void give() {
      pending.complete(answer);
    }
  }

  private final int most;
  private final Map<String, Recent> recent = new HashMap<>();
  private final Set<String> answering = new HashSet<>();
  private final Map<String, List<Waiter>> waiting = new HashMap<>();
  private final Map<String, List<Pending<Answer>>> misnamed = new HashMap<>();
  private int count;
  private boolean broken;
  private boolean suspended;
  private @Nullable Answer abandoned;
  private @Nullable Pending<Boolean> quiet;

  /** At most {@code most} turns on their way at a time. */
  Unsettled(int most) {
    this.most = most;
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
   * Has {@code answer}, to a request made {@code again} or not, completed when the request is
   * answered.
   */
  void waitFor(String requestId, Pending<Answer> answer, boolean again) {
    List<Completion> completions = new ArrayList<>(0);
    synchronized (this) {
      enlist(requestId, new Waiter(answer, again), completions);
    }
    completions.forEach(Completion::give);
  }

  /** Takes back {@link #waitFor}: {@code answer} has come in another way. */
  synchronized void waitNoLonger(String requestId, Pending<Answer> answer) {
    waiting.computeIfPresent(
        requestId,
        (_, waiters) -> {
          waiters.removeIf(waiter -> waiter.pending == answer);
          return waiters.isEmpty() ? null : waiters;
        });
  }

  private void enlist(String requestId, Waiter waiter, List<Completion> completions) {
    Answer instead = abandoned;
    if (instead == null) {
      waiting.computeIfAbsent(requestId, _ -> new ArrayList<>(1)).add(waiter);
    } else {
      completions.add(new Completion(waiter.pending, instead));
    }
  }

  /**
   * The turn is durable: what it promised leaves now. Whether the actor must be made ready again.
   */
  boolean durable(Entry entry) {
    List<Completion> completions = new ArrayList<>(1);
    boolean wake;
    Runnable still;
    synchronized (this) {
      promised(entry, completions);
      refuse(entry, new Answer.IdempotencyKeyReused(entry.block.head()), completions);
      wake = settle(entry);
      still = still();
    }
    completions.forEach(Completion::give);
    still.run();
    return wake;
  }

  /**
   * The turn never becomes durable, and so none after it. Whether the actor must be made ready
   * again.
   */
  boolean failed(Entry entry, String reason) {
    List<Completion> completions = new ArrayList<>(1);
    Answer answer = new Answer.NotTaken(reason);
    completions.add(new Completion(entry.order.answer(), answer));
    boolean wake;
    Runnable still;
    synchronized (this) {
      broken = true;
      refuse(entry, answer, completions);
      wake = settle(entry);
      still = still();
    }
    completions.forEach(Completion::give);
    still.run();
    return wake;
  }

  /** Gives {@code answer} to everybody who waits for a later block, now or from now on. */
  void abandon(Answer answer) {
    List<Waiter> left = new ArrayList<>();
    synchronized (this) {
      abandoned = answer;
      waiting.values().forEach(left::addAll);
      waiting.clear();
    }
    left.forEach(waiter -> waiter.pending.complete(answer));
  }

  private void promised(Entry entry, List<Completion> completions) {
    Head head = entry.block.head();
    for (Replies.Response response : Replies.responses(entry.turn.events())) {
      List<Waiter> waiters = waiting.remove(response.requestId());
      for (Waiter waiter : waiters == null ? List.<Waiter>of() : waiters) {
        completions.add(
            new Completion(
                waiter.pending,
                new Answer.Taken(Outcome.RETURNED, response.payload(), head, waiter.again)));
      }
    }
    String id = entry.order instanceof Order.Take take ? take.message().id() : null;
    Recent taken = id == null ? null : recent.get(id);
    if (id != null && taken != null && taken.block().equals(head) && taken.open()) {
      enlist(id, new Waiter(entry.order.answer(), false), completions);
    } else {
      Bytes reply = id == null ? null : Replies.of(entry.block, id);
      completions.add(
          new Completion(
              entry.order.answer(), new Answer.Taken(entry.turn.outcome(), reply, head, false)));
    }
  }

  private void refuse(Entry entry, Answer answer, List<Completion> completions) {
    if (entry.order instanceof Order.Take take) {
      List<Pending<Answer>> refused = misnamed.remove(take.message().id());
      if (refused != null) {
        refused.forEach(pending -> completions.add(new Completion(pending, answer)));
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
