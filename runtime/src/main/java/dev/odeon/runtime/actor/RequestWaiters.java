package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Head;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who waits for the answer to a request that a guest left open. Guest threads and the committer use
 * it; guarded by its own monitor, which is never held over a callback.
 */
final class RequestWaiters {
  /**
   * How much longer than its deadline the first asker waits: until then the block comes that closes
   * the request, unless it cannot be written.
   */
  private static final long GRACE_NANOS = 10_000_000_000L;

  private final Deadlines deadlines;
  private final Map<Request, List<Waiter>> waiting = new HashMap<>();
  private boolean stopped;

  private record Request(Key actor, String id) {}

  RequestWaiters(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  /** Somebody who waits for the end of an open request, until its deadline. */
  private final class Waiter {
    private final Request request;
    private final Pending<Answer> pending;
    private final Head block;
    private final boolean duplicate;
    private final Deadlines.Entry expiry;

    /**
     * Who sent {@code take}.
     *
     * @param block the block that took the request
     * @param duplicate whether it was taken before, as another request of the same id
     */
    Waiter(ActorTask.Take take, Head block, boolean duplicate) {
      this.request =
          new Request(
              block.key(),
              RequestReplies.nameOf(Objects.requireNonNull(take.request().messageId())));
      this.pending = take.answer();
      this.block = block;
      this.duplicate = duplicate;
      this.expiry =
          deadlines.at(
              take.deadlineNanos() + (duplicate ? 0 : GRACE_NANOS),
              () -> pending.complete(new Answer.Unanswered(this.block)));
    }

    /** Lets its time run; nobody is kept waiting whose answer has come in another way. */
    void start() {
      pending.whenDone((_, _) -> leave(this));
      expiry.start();
    }
  }

  /**
   * Has {@code take}, a request that {@code block} took and left open, answered when that ends. Who
   * joins one that was taken before waits until the own deadline; that of the first is the
   * request's, which a block closes then.
   *
   * @param duplicate whether it was taken before, as another request of the same id
   */
  void waitFor(ActorTask.Take take, Head block, boolean duplicate) {
    Waiter waiter = new Waiter(take, block, duplicate);
    boolean waits;
    synchronized (this) {
      waits = !stopped;
      if (waits) {
        waiting.computeIfAbsent(waiter.request, _ -> new ArrayList<>(1)).add(waiter);
      }
    }
    if (waits) {
      waiter.start();
    } else {
      take.answer().complete(new Answer.Stopping(block));
    }
  }

  private void leave(Waiter waiter) {
    boolean _ = waiter.expiry.cancel();
    synchronized (this) {
      waiting.computeIfPresent(
          waiter.request,
          (_, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
          });
    }
  }

  /** The durable block {@code head} ended the request {@code id}: all who wait are told. */
  void ended(Head head, String id, RequestEnd end) {
    List<Waiter> waiters;
    synchronized (this) {
      waiters = waiting.remove(new Request(head.key(), id));
    }
    for (Waiter waiter : waiters == null ? List.<Waiter>of() : waiters) {
      waiter.pending.complete(end.answer(head, waiter.duplicate));
    }
  }

  /** Nobody waits for the answer to an open request any more: it stays open. */
  void stop() {
    List<Waiter> left = new ArrayList<>();
    synchronized (this) {
      stopped = true;
      waiting.values().forEach(left::addAll);
      waiting.clear();
    }
    left.forEach(waiter -> waiter.pending.complete(new Answer.Stopping(waiter.block)));
  }
}
