package dev.odeon.runtime.actor;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Key;
import dev.odeon.chain.Append;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.Head;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.OverloadedException;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.turn.GuestWork;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRecovery;
import dev.odeon.runtime.turn.TurnRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One actor: takes its tasks one at a time, each a turn that ends as one block.
 *
 * <p>{@link #run} is a slice on a guest thread; the mailbox sees to it that there is one at a time.
 * {@link CurrentState} belongs to that thread: it runs ahead of the disk, and is dropped when an
 * append fails, so memory never stays ahead of the log. What its turns do is in {@link
 * MessageTurns} and {@link LifecycleTurns}. The committer thread reports how appends ended ({@link
 * #settled}); what both touch is in {@link InFlightTurns} and guarded there.
 */
final class Actor implements GuestWork, TurnRunner.Owner {
  private static final int SLICE_TASKS = 64;
  private static final long SLICE_NANOS = 5_000_000;

  private final Key key;
  private final ActorTable table;
  private final Mailbox<ActorTask> mailbox;
  private final InFlightTurns inFlight;
  private final TurnRunner runner;
  private final TurnWriter writer;
  private final Deduplication deduplication;
  private final InterruptedTurns interrupted;
  private final CurrentState state;
  private final LifecycleTurns lifecycle;
  private final MessageTurns messages;
  private final Share share;
  private final TenantTurns tenant;
  private final ActorMeter meter = new ActorMeter();

  /** Of the thread that runs the actor. */
  private @Nullable ActorTask executing;

  Actor(
      Key key,
      ActorTable table,
      Mailbox<ActorTask> mailbox,
      InFlightTurns inFlight,
      ActorMemory memory,
      TurnRunner runner,
      TurnWriter writer,
      TurnRecovery recovery,
      Deduplication deduplication) {
    this.key = key;
    this.table = table;
    this.mailbox = mailbox;
    this.inFlight = inFlight;
    this.runner = runner;
    this.writer = writer;
    this.deduplication = deduplication;
    this.share = new Share(key.tenant());
    this.state = new CurrentState(this, table, mailbox, inFlight, memory, writer, meter);
    this.lifecycle = new LifecycleTurns(table, mailbox, state, memory, runner, writer, this);
    this.messages =
        new MessageTurns(
            table,
            mailbox,
            inFlight,
            state,
            runner,
            writer,
            deduplication,
            this,
            task -> executing = task);
    this.tenant = writer.counts().of(key.tenant());
    this.interrupted =
        new InterruptedTurns(
            writer, recovery, table.pauses(), table.ports().threads(), this, mailbox, inFlight);
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public Share share() {
    return share;
  }

  /**
   * Puts a task in that waits its turn, if there is room; null if the actor is retired.
   *
   * @param here whether the calling thread may run it
   */
  @Nullable Delivery deliver(ActorTask task, boolean here) {
    boolean asked = task.lane() == Lane.REQUEST;
    return switch (mailbox.putMessage(task, task.lane())) {
      case RETIRED -> null;
      case FULL -> new Delivery.Full(mailbox.capacity());
      case QUEUED -> {
        if (asked) {
          table.scheduler().hasten(this);
        }
        yield new Delivery.Accepted(task.answer());
      }
      case WAKE -> {
        if (asked) {
          readyFirst();
        } else if (!here || !table.scheduler().runHere(this, () -> run(1))) {
          ready();
        }
        yield new Delivery.Accepted(task.answer());
      }
    };
  }

  /** Puts in a message of another actor, if there is room; null if the actor is retired. */
  @Nullable Delivery deliverSent(ActorTask task) {
    Mailbox.Put put = mailbox.putSent(task, task.lane());
    if (put == Mailbox.Put.FULL) {
      return new Delivery.Full(mailbox.capacity());
    }
    return woken(put) ? new Delivery.Accepted(task.answer()) : null;
  }

  /** Puts a task in that goes before all messages; false if the actor is retired. */
  boolean control(ActorTask task) {
    Mailbox.Put put = mailbox.putControl(task);
    boolean there = woken(put);
    if (there && task instanceof ActorTask.Stop) {
      // Whatever the actor's share: it will take no more of it.
      table.scheduler().hasten(this);
    }
    return there;
  }

  /** Puts a task in that comes after all messages there are; false if the actor is retired. */
  boolean last(ActorTask task) {
    return woken(mailbox.putLast(task));
  }

  /** The same, to whatever object runs the actor by then. */
  void again(ActorTask task) {
    table.last(key, task);
  }

  private boolean woken(Mailbox.Put put) {
    if (put == Mailbox.Put.WAKE) {
      ready();
    }
    return put != Mailbox.Put.RETIRED;
  }

  private void ready() {
    ready(table.scheduler().ready(this));
  }

  /** A parked guest waits for what it does. */
  private void readyFirst() {
    ready(table.scheduler().readyFirst(this));
  }

  private void ready(boolean willRun) {
    if (!willRun) {
      // No guest thread is left to take what came too late.
      mailbox.release();
      do {
        for (ActorTask task = mailbox.take(); task != null; task = mailbox.take()) {
          task.stopping();
        }
      } while (mailbox.endSlice());
    }
  }

  /** One slice on a guest thread. */
  @Override
  public void run() {
    run(SLICE_TASKS);
  }

  private void run(int tasks) {
    long now = nanos();
    long end = now + SLICE_NANOS;
    for (int i = 0; i < tasks && now < end; i++) {
      switch (inFlight.next()) {
        case WAIT -> {
          return; // settled() makes it ready again
        }
        case DROP -> state.drop();
        case GO -> {}
      }
      ActorTask task = mailbox.take();
      if (mailbox.hasRoomAgain()) {
        table.outbox().room(key);
      }
      if (task == null) {
        break;
      }
      if (!execute(task)) {
        return; // goOn() makes it ready again, perhaps already
      }
      long begun = now;
      now = nanos();
      meter.ran(now - begun, now);
      tenant.ran(now - begun);
    }
    if (state.isEmpty() && inFlight.isEmpty() && interrupted.isQuiet() && mailbox.retire()) {
      table.forget(this);
    } else if (mailbox.endSlice()) {
      ready();
    }
  }

  private long nanos() {
    return table.ports().clock().nanos();
  }

  /** On the thread of a borrower who is done with it: the guest threads run it again. */
  void goOn() {
    ready();
  }

  /** Carries a task out; false if the actor is lent now, and not to be touched here. */
  private boolean execute(ActorTask next) {
    executing = next;
    try {
      return !lends(next);
    } catch (RuntimeException | Error e) {
      failed(executing, e);
      return true;
    } finally {
      executing = null;
    }
  }

  /** Carries a task out; whether the actor is lent now. */
  private boolean lends(ActorTask next) {
    interrupted.resume(next, state.isEmpty());
    switch (next) {
      case ActorTask.Take take -> messages.take(take);
      case ActorTask.Start start -> lifecycle.start(start);
      case ActorTask.Load load -> lifecycle.load(load);
      case ActorTask.Upgrade upgrade -> lifecycle.upgrade(upgrade);
      case ActorTask.Pause pause -> lifecycle.pause(pause);
      case ActorTask.Unpause unpause -> lifecycle.unpause(unpause);
      case ActorTask.Stop stop -> lifecycle.stop(stop);
      case ActorTask.Remove remove -> lifecycle.remove(remove);
      case ActorTask.Settle settle -> settle(settle);
      case ActorTask.Leave leave -> state.leave(leave);
      case ActorTask.Resume done -> done.refuse("no turn was interrupted");
      case ActorTask.Lend lend -> {
        return lend(lend);
      }
      case ActorTask.Step _, ActorTask.Batch _ ->
          throw new IllegalStateException("it is never in a mailbox");
    }
    return false;
  }

  private void failed(ActorTask task, Throwable failure) {
    switch (failure) {
      case OverloadedException e -> {
        interrupted.putBack(task);
        task.refuse("overloaded: " + e.getMessage());
      }
      case LoadException e -> {
        interrupted.putBack(task);
        task.refuse("its module is not ready: " + e.getMessage());
      }
      case RefusedException e -> {
        interrupted.putBack(task);
        task.refuse(String.valueOf(e.getMessage()));
      }
      case RuntimeException e -> {
        inFlight.markDirty();
        interrupted.putBack(task);
        task.fail(e);
      }
      default -> {
        // The host, not the guest, ran out of memory or stack: whatever half of the turn there is,
        // is forgotten.
        inFlight.markDirty();
        interrupted.putBack(task);
        task.refuse("overloaded: " + failure);
      }
    }
  }

  @Override
  public boolean awaitDurable() {
    return inFlight.quiet(table.ports().threads()).await();
  }

  /** Lends the actor; false if nobody wants it any more. */
  private boolean lend(ActorTask.Lend task) {
    if (writer.isClosing()) {
      task.stopping();
      return false;
    }
    if (table.pauses().isHeld(key)) {
      task.lease()
          .fail(
              new ActorException(
                  ActorException.Reason.PAUSED,
                  key.category().equals(Plugins.CATEGORY)
                      ? Plugins.paused(key, Pauses.HOME)
                      : "%s takes nothing: %s; resume it".formatted(key, Pauses.HOME)));
      return false;
    }
    return task.lease().lend();
  }

  /** Records a settlement, whether the actor takes messages or not: no guest runs. */
  private void settle(ActorTask.Settle task) {
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    LoadedActor now = state.loaded();
    Event event = task.settlement().event(this, now);
    if (event != null) {
      Turn turn = Turn.unrun(event, task.more().get(), now.state());
      state.append(runner.unrun(key, now, now.registration(), now.guest(), turn, List.of()), task);
    }
  }

  /** What it is after its last turn. On the thread that runs it, or has borrowed it. */
  CurrentState state() {
    return state;
  }

  /** The turns in which it takes messages. On the thread that runs it, or has borrowed it. */
  MessageTurns messages() {
    return messages;
  }

  /** What it uses. */
  ActorLoad load() {
    return meter.load(key, nanos(), mailbox.size());
  }

  /** How many tasks wait in the mailbox. */
  int waiting() {
    return mailbox.size();
  }

  /** On the committer thread: the block is durable, or it never will be. */
  void settled(
      InFlightTurns.Entry entry, @Nullable Append append, @Nullable RuntimeException failure) {
    boolean durable = append instanceof Append.Appended;
    boolean wake =
        durable
            ? inFlight.durable(entry)
            : inFlight.failed(entry, reason(append, failure), answer(append, failure));
    if (wake) {
      ready();
    }
    if (!durable && writer.isIntending(key)) {
      interrupted.resumeSoon(entry.task());
    }
  }

  private static Answer answer(@Nullable Append append, @Nullable RuntimeException failure) {
    return append instanceof Append.ConditionFailed(EventPosition position, String type)
        ? new Answer.Declined(new StreamTurn.Objection.ConditionFailed(position, type))
        : new Answer.Refused(reason(append, failure));
  }

  static String reason(@Nullable Append append, @Nullable RuntimeException failure) {
    if (failure != null) {
      return "it could not be recorded: " + ErrorText.of(failure);
    }
    return append instanceof Append.Conflict(_, _, Head actual)
        ? "a turn before it could not be recorded; the chain ends at " + actual
        : "it could not be recorded";
  }

  @Override
  public boolean hasRoom(Key to, int more, int all) {
    return table.outbox().hasRoom(key, to, more, all);
  }

  @Override
  public long messageBytesMax() {
    return table.settings().messageBytes();
  }

  /** Turns in flight included. */
  @Override
  public boolean isOpen(String id, long millis) {
    return deduplication.open().isOpen(key, id, millis);
  }

  @Override
  public List<String> openRequests(long millis) {
    return deduplication.open().list(key, millis);
  }
}
