package dev.odeon.testkit.model;

import dev.odeon.testkit.model.ModelState.Entry;
import dev.odeon.testkit.model.ModelState.Timer;
import java.util.EnumSet;
import java.util.Set;

/**
 * The steps of commit, dedup, outbox and timers. A client outside sends three messages to the
 * sender, which sends one to the receiver for each; the first also sets a timer, the third cancels
 * it. The first two messages go in one lane, the third in a lane of its own. The receiver may trap
 * on the first.
 */
final class DeliveryModel {
  private static final int NO_PREDECESSOR = -1;

  private final Mutant mutant;
  private final Faults faults;

  /**
   * What may go wrong, beside traps and full mailboxes.
   *
   * @param crashes how many times at most the process ends
   * @param failedWrites how many batches at most cannot be written
   */
  record Faults(int crashes, int failedWrites) {}

  DeliveryModel(Mutant mutant) {
    this.mutant = mutant;
    this.faults = mutant.faults();
  }

  /** Takes the steps that a state allows. */
  interface Steps {
    /**
     * One step.
     *
     * @param action what happens
     * @param subject which message, or how many blocks
     * @param next the state after it
     * @param broken the invariants that the step itself breaks
     */
    void step(Action action, int subject, ModelState next, Set<Invariant> broken);
  }

  /** Gives {@code to} every step from {@code now}. */
  void steps(ModelState now, Steps to) {
    client(now, to);
    sender(now, to);
    timers(now, to);
    log(now, to);
    outbox(now, to);
    notes(now, to);
    receiver(now, to);
    crash(now, to);
  }

  /** The invariants that {@code state} breaks. */
  Set<Invariant> broken(ModelState state) {
    Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
    for (int message = 0; message < ModelState.MESSAGES; message++) {
      boolean answered = state.answered[message];
      boolean left = answered || state.entries[message] == Entry.HANDED_OVER;
      if (answered && !state.senderHas(message)) {
        broken.add(Invariant.LOST);
      }
      if (left && !state.sentDurably(message)) {
        broken.add(Invariant.EARLY);
      }
      if (state.received(message) > 0 && !state.senderHas(message)) {
        broken.add(Invariant.PHANTOM);
      }
    }
    if (state.armed && !state.sentDurably(ModelState.SETS_TIMER)) {
      broken.add(Invariant.EARLY);
    }
    return broken;
  }

  /**
   * The client sends what is not answered, and so again what is. One step for all of them is
   * enough: a message that waits in the mailbox is like one that was not sent yet.
   */
  private static void client(ModelState now, Steps to) {
    boolean more = false;
    for (int message = 0; message < ModelState.MESSAGES; message++) {
      more |= !now.answered[message] && !now.inbox[message];
    }
    if (more) {
      ModelState next = now.copy();
      for (int message = 0; message < ModelState.MESSAGES; message++) {
        next.inbox[message] |= !now.answered[message];
      }
      to.step(Action.SEND, 0, next, Set.of());
    }
  }

  /** The sender takes the first message of its mailbox. */
  private void sender(ModelState now, Steps to) {
    int message = 0;
    while (message < ModelState.MESSAGES && !now.inbox[message]) {
      message++;
    }
    if (message == ModelState.MESSAGES) {
      return;
    }
    ModelState next = now.copy();
    next.inbox[message] = false;
    boolean before = now.senderHas(message);
    if (before && mutant != Mutant.REQUEST_DEDUP_SKIPPED) {
      if (now.sent(message)) {
        next.answered[message] = true;
      }
      to.step(Action.DUPLICATE_REQUEST, message, next, Set.of());
    } else if (now.mayAppend()) {
      next.append(BlockKind.TOOK, message);
      if (mutant == Mutant.ACK_BEFORE_SYNC) {
        next.answered[message] = true;
      }
      to.step(Action.SENDER_RUNS, message, next, before ? Set.of(Invariant.TWICE) : Set.of());
    }
  }

  /** An armed timer is due at any time, and fires as a turn of the sender if it is still set. */
  private void timers(ModelState now, Steps to) {
    if (!now.armed) {
      return;
    }
    Timer timer = now.timer();
    boolean fires =
        switch (timer) {
          case SET -> true;
          case FIRED -> mutant == Mutant.TIMER_FIRES_TWICE;
          case CANCELLED -> mutant == Mutant.CANCELLED_TIMER_FIRES;
          case NEVER_SET -> false;
        };
    ModelState next = now.copy();
    next.armed = false;
    if (!fires) {
      to.step(Action.TIMER_DROPPED, 0, next, Set.of());
    } else if (now.mayAppend()) {
      next.append(BlockKind.FIRED, 0);
      Set<Invariant> broken = timer == Timer.SET ? Set.of() : Set.of(Invariant.TWICE);
      to.step(Action.TIMER_FIRES, 0, next, broken);
    }
  }

  /** One batch is written and synced at a time; then its blocks take effect, one by one. */
  private void log(ModelState now, Steps to) {
    if (now.written == now.durable && now.length > now.written) {
      int blocks = now.length - now.written;
      ModelState next = now.copy();
      next.written = now.length;
      to.step(Action.WRITE, blocks, next, Set.of());
      if (now.failedWrites < faults.failedWrites()) {
        ModelState failed = now.copy();
        failed.failedWrites++;
        drop(failed);
        to.step(Action.WRITE_FAILS, blocks, failed, Set.of());
      }
    }
    if (now.written > now.durable) {
      ModelState next = now.copy();
      next.durable = now.written;
      next.summarize();
      to.step(Action.SYNC, now.written - now.durable, next, Set.of());
    }
    if (now.applied < now.durable) {
      ModelState next = now.copy();
      ModelBlock block = next.tail[next.applied++];
      apply(block, next);
      next.summarize();
      to.step(Action.APPLY, block.code(), next, Set.of());
    }
  }

  /** Blocks that could not be written are gone, and who waits for them is told. */
  private static void drop(ModelState state) {
    for (int i = state.written; i < state.length; i++) {
      ModelBlock block = state.tail[i];
      switch (block.kind()) {
        case TOOK -> {}
        case FIRED -> state.armed = true;
        case RETURNED, TRAPPED, DEAD -> state.refuse(block.message());
      }
    }
    state.length = state.written;
  }

  private static void apply(ModelBlock block, ModelState state) {
    int message = block.message();
    switch (block.kind()) {
      case TOOK -> {
        state.answered[message] = true;
        if (message == ModelState.SETS_TIMER) {
          state.armed = true;
        } else if (message == ModelState.CANCELS_TIMER) {
          state.armed = false;
        }
      }
      case FIRED -> {}
      case RETURNED, DEAD -> state.entries[message] = Entry.ACKNOWLEDGED;
      case TRAPPED -> state.refuse(message);
    }
  }

  /** Messages are handed over in order; one that was refused is tried again at any time. */
  private void outbox(ModelState now, Steps to) {
    for (int message = 0; message < ModelState.MESSAGES; message++) {
      boolean known =
          mutant == Mutant.DELIVERY_BEFORE_DURABLE ? now.senderHas(message) : now.sent(message);
      Entry entry = now.entries[message];
      int predecessor = predecessor(message);
      boolean first =
          entry == Entry.PENDING
              && (predecessor == NO_PREDECESSOR || now.entries[predecessor] != Entry.PENDING);
      if (known && (first || entry == Entry.REFUSED)) {
        ModelState next = now.copy();
        next.entries[message] = Entry.HANDED_OVER;
        next.mailbox[next.waiting++] = message;
        to.step(Action.HAND_OVER, message, next, Set.of());
      }
      if (known && first && message == ModelState.FIRST_OF_LANE) {
        ModelState next = now.copy();
        next.refuse(message);
        to.step(Action.MAILBOX_FULL, message, next, Set.of());
      }
    }
  }

  /** The outbox writes what it knows to be done to the disk, so that recovery starts there. */
  private void notes(ModelState now, Steps to) {
    boolean more = false;
    for (int message = 0; message < ModelState.MESSAGES; message++) {
      more |= isDone(now, message) && !now.noted[message];
    }
    if (more) {
      ModelState next = now.copy();
      for (int message = 0; message < ModelState.MESSAGES; message++) {
        next.noted[message] |= isDone(now, message);
      }
      to.step(Action.NOTE, 0, next, Set.of());
    }
  }

  private boolean isDone(ModelState now, int message) {
    return now.entries[message] == Entry.ACKNOWLEDGED
        || mutant == Mutant.MARK_BEFORE_DELIVERY && now.sent(message);
  }

  /** The receiver takes the first message of its mailbox. */
  private void receiver(ModelState now, Steps to) {
    if (now.waiting == 0) {
      return;
    }
    ModelState next = now.copy();
    int message = next.takeFromMailbox();
    int predecessor = predecessor(message);
    if (isMarked(now.received(message)) && mutant != Mutant.DELIVERY_DEDUP_SKIPPED) {
      if (isMarked(now.receivedAndApplied(message))) {
        next.entries[message] = Entry.ACKNOWLEDGED;
      }
      to.step(Action.DUPLICATE_DELIVERY, message, next, Set.of());
    } else if (predecessor != NO_PREDECESSOR
        && !isMarked(now.received(predecessor))
        && mutant != Mutant.SUCCESSOR_OVERTAKES) {
      next.refuse(message);
      to.step(Action.PREDECESSOR_OPEN, message, next, Set.of());
    } else if (now.mayAppend()) {
      if (now.received(message) == ModelState.ATTEMPTS_MAX) {
        close(next, Action.DEAD_LETTER, message, BlockKind.DEAD, to);
      } else {
        ModelState failed = next.copy();
        close(next, Action.RECEIVER_RUNS, message, BlockKind.RETURNED, to);
        if (message == ModelState.MAY_TRAP) {
          failed.append(BlockKind.TRAPPED, message);
          to.step(Action.RECEIVER_TRAPS, message, failed, Set.of());
        }
      }
    }
  }

  private static void close(ModelState next, Action action, int message, BlockKind kind, Steps to) {
    Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
    if (next.received(message) == ModelState.CLOSED) {
      broken.add(Invariant.TWICE);
    }
    int predecessor = predecessor(message);
    if (predecessor != NO_PREDECESSOR && next.received(predecessor) != ModelState.CLOSED) {
      broken.add(Invariant.ORDER);
    }
    next.append(kind, message);
    to.step(action, message, next, broken);
  }

  private boolean isMarked(int received) {
    return received == ModelState.CLOSED
        || mutant == Mutant.FAILED_ATTEMPT_MOVES_MARK && received > 0;
  }

  /** The message before this one in its lane. */
  private static int predecessor(int message) {
    return message == ModelState.FIRST_OF_LANE + 1 ? ModelState.FIRST_OF_LANE : NO_PREDECESSOR;
  }

  /** The process ends at any time; a batch that was written but not synced stays or is lost. */
  private void crash(ModelState now, Steps to) {
    if (now.crashes == faults.crashes()) {
      return;
    }
    to.step(Action.CRASH, now.durable, recovered(now, now.durable), Set.of());
    if (now.written > now.durable) {
      to.step(Action.CRASH_KEEPS_BATCH, now.written, recovered(now, now.written), Set.of());
    }
  }

  private ModelState recovered(ModelState before, int blocks) {
    ModelState state = before.copy();
    state.crashes++;
    state.length = blocks;
    state.written = blocks;
    state.durable = mutant == Mutant.RECOVERY_WITHOUT_SYNC ? before.durable : blocks;
    state.applied = blocks;
    state.summarize();
    state.waiting = 0;
    for (int message = 0; message < ModelState.MESSAGES; message++) {
      state.inbox[message] = false;
      state.entries[message] = state.noted[message] ? Entry.ACKNOWLEDGED : Entry.PENDING;
    }
    Timer timer = state.timer();
    state.armed = timer == Timer.SET || timer == Timer.FIRED && mutant == Mutant.TIMER_FIRES_TWICE;
    return state;
  }
}
