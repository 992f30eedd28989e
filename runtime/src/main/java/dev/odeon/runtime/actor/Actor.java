package dev.odeon.runtime.actor;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Append;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.Head;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.Contract;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.GuestWork;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRecovery;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.runtime.turn.TurnStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One actor: takes its tasks one at a time, each a turn that ends as one block.
 *
 * <p>{@link #run} is a slice on a guest thread; the mailbox sees to it that there is one at a time.
 * {@link #live} belongs to that thread: it runs ahead of the disk, and is dropped when an append
 * fails, so memory never stays ahead of the log. The committer thread reports how appends ended
 * ({@link #settled}); what both touch is in {@link InFlightTurns} and guarded there.
 */
final class Actor implements GuestWork, TurnRunner.Owner {
  private static final int SLICE_TASKS = 64;
  private static final long SLICE_NANOS = 5_000_000;

  /** How long an actor may take turns before the cache of states hears that it does. */
  private static final long UNTOLD_NANOS = 1_000_000_000;

  private final Key key;
  private final ActorTable table;
  private final Mailbox<ActorTask> mailbox;
  private final InFlightTurns inFlight;
  private final ActorMemory memory;
  private final TurnRunner runner;
  private final TurnWriter writer;
  private final Deduplication deduplication;
  private final InterruptedTurns interrupted;
  private final BatchCollector batches;
  private final Share share;
  private final TenantTurns tenant;
  private final ActorMeter meter = new ActorMeter();

  // Of the thread that runs the actor.
  private @Nullable LoadedActor live;
  private @Nullable ActorTask executing;
  private long toldSize = -1;
  private long toldNanos;

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
    this.memory = memory;
    this.runner = runner;
    this.writer = writer;
    this.deduplication = deduplication;
    this.share = new Share(key.tenant());
    this.batches = new BatchCollector(mailbox, deduplication, inFlight);
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
    boolean asked = lane(task) == Lane.REQUEST;
    return switch (mailbox.putMessage(task, lane(task))) {
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

  private static Lane lane(ActorTask task) {
    return task instanceof ActorTask.Take take ? take.request().lane() : Lane.NORMAL;
  }

  /** Puts in a message of another actor, if there is room; null if the actor is retired. */
  @Nullable Delivery deliverSent(ActorTask task) {
    Mailbox.Put put = mailbox.putSent(task, lane(task));
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
        case DROP -> drop();
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
    if (live == null && inFlight.isEmpty() && interrupted.isQuiet() && mailbox.retire()) {
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
    interrupted.resume(next, live == null);
    switch (next) {
      case ActorTask.Take take -> take(take);
      case ActorTask.Start start -> start(start);
      case ActorTask.Load load -> load(load);
      case ActorTask.Upgrade upgrade -> upgrade(upgrade);
      case ActorTask.Pause pause -> pause(pause);
      case ActorTask.Unpause unpause -> unpause(unpause);
      case ActorTask.Stop stop -> stop(stop);
      case ActorTask.Remove remove -> remove(remove);
      case ActorTask.Settle settle -> settle(settle);
      case ActorTask.Leave leave -> leave(leave);
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

  private void take(ActorTask.Take task) {
    TurnRequest request = task.request();
    if (isHeld(task) || isLate(task)) {
      return;
    }
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    if (request instanceof StreamTurn turn) {
      append(task, turn);
      return;
    }
    LoadedActor now = loaded();
    Guest guest = now.guest();
    if (!now.runs() || guest == null) {
      task.refuse(
          request.refusal(
              now.registration() == null ? "never spawned" : now.registration().reason()));
    } else if (!(request instanceof SentMessage) && !guest.code().takes(request.export())) {
      task.refuse(request.unhandled());
    } else {
      long known = deduplication.attempt(task, inFlight);
      long attempt = known == 0 ? 0 : Math.max(known, task.failed() + 1);
      if (attempt == 0) {
        return;
      }
      int openMax = table.settings().openRequests();
      if (request.export().equals(Message.Kind.REQUEST.function())
          && deduplication.open().count(key) >= openMax) {
        task.refuse(
            String.format(
                Locale.ROOT, "%,d requests of %s wait for their answers already", openMax, key));
        return;
      }
      Channels channels = table.outbox().channels();
      if (request.export().equals(Contract.HANDLE_CHANNEL_OPEN)
          && channels.open(key).size() >= channels.openMax()) {
        task.refuse(channels.tooMany(key));
        return;
      }
      if (request instanceof SentMessage sent) {
        String refusal = channels.refusal(sent);
        String dead =
            sent.isLate(table.ports().clock().millis())
                ? "it waited longer than its deadline"
                : refusal == null
                    ? deduplication.dead(sent, attempt, inFlight, guest, table.settings())
                    : refusal;
        if (dead != null) {
          close(task, sent, now, guest, dead);
          return;
        }
      }
      List<ActorTask.Take> together =
          BatchCollector.takes(guest, task, attempt)
              ? batches.collect(task, this::isLate, table.ports().clock().millis())
              : List.of(task);
      if (together.size() > 1) {
        take(together, now, guest);
      } else {
        take(task, now, guest, attempt);
      }
    }
  }

  private void append(ActorTask.Take task, StreamTurn turn) {
    PreparedBlock next = prepare(task, turn);
    if (next != null) {
      writer.submit(List.of(advance(next, task, turn.condition() != null)), turn.condition());
    }
  }

  /**
   * The block of a turn that runs no guest; null if it is not taken, and then it has its answer, or
   * will have. On the thread that runs the actor, or has borrowed it.
   */
  @Nullable PreparedBlock prepare(ActorTask.Take task, StreamTurn turn) {
    LoadedActor now = loaded();
    long attempt = StreamTurns.attempt(task, turn, now, deduplication, inFlight);
    if (attempt == 0) {
      return null;
    }
    Turn recorded = StreamTurns.turn(turn, attempt, task.recordedDeadline());
    return runner.unrun(key, now, null, null, recorded, List.of());
  }

  /**
   * Goes on from {@code next} as {@link #advance(PreparedBlock, ActorTask)} does.
   *
   * @param alone whether it may fail for what others do
   */
  TurnWriter.Part advance(PreparedBlock next, ActorTask task, boolean alone) {
    TurnWriter.Part part = advance(next, task);
    if (alone) {
      inFlight.markAlone();
    }
    return part;
  }

  /** Whether nobody waits for {@code task} any more, who is told so then. */
  private boolean isLate(ActorTask.Take task) {
    if (task.expiry().cancel()
        && (task.failed() > 0 || task.deadlineNanos() - nanos() >= 0)
        && !task.request().cancellation().cancelled()) {
      return false;
    }
    task.answer().complete(new Answer.DeadlineExceeded());
    return true;
  }

  /** One turn for all of them; if it fails, each has one of its own next. */
  private void take(List<ActorTask.Take> together, LoadedActor now, Guest guest) {
    ActorTask.Batch batch = new ActorTask.Batch(together, table.pending());
    batch.answersEach();
    executing = batch;
    List<Event> causes = together.stream().map(BatchCollector::cause).toList();
    TurnRunner.Ran ran = runner.live(this, now, TurnStart.of(now, guest, causes));
    if (Deduplication.closes(ran.next().turn().outcome())) {
      together.forEach(take -> take.request().ran(ran.result()));
    } else {
      // Nobody but the log hears of it: whose fault it was shows when each is taken alone.
      batch = new ActorTask.Batch(together, table.pending());
      executing = batch;
      mailbox.putBack(
          together.stream().<ActorTask>map(ActorTask.Take::alone).toList(),
          together.getFirst().request().lane());
    }
    append(ran.next(), batch);
  }

  /** Closes a message of another actor as a dead letter. */
  private void close(
      ActorTask.Take task, SentMessage sent, LoadedActor now, Guest guest, String reason) {
    writer.reached(CrashPoint.MESSAGE_DEAD);
    List<Event> events = with(sent.deadLetter(reason), table.outbox().channels().answer(sent));
    Turn turn = Turn.unrun(events, now.state());
    append(runner.unrun(key, now, now.registration(), guest, turn, List.of()), task);
  }

  /** Whether {@code task} is not taken because the actor is paused: it waits, or is refused. */
  private boolean isHeld(ActorTask.Take task) {
    if (writer.isClosing()) {
      return false;
    }
    Registration registration = loaded().registration();
    String reason =
        registration != null
            ? table.pauses().refusal(registration)
            : table.pauses().isHeld(key) ? Pauses.HOME : null;
    boolean waits =
        reason == null
            && registration != null
            && registration.status() == Registration.Status.PAUSED;
    if (waits) {
      mailbox.hold(task, lane(task));
    }
    if (reason != null) {
      boolean _ = task.expiry().cancel();
      task.answer().complete(new Answer.Paused(reason));
    }
    return waits || reason != null;
  }

  private void take(ActorTask.Take task, LoadedActor now, Guest guest, long attempt) {
    TurnRequest request = task.request();
    if (!request.expected().holds(now.head())) {
      task.answer().complete(new Answer.WrongHead(now.head()));
      return;
    }
    if (!request.begins()) {
      task.refuse("it is not wanted any more");
      return;
    }
    TurnStart start =
        BatchCollector.onlyTakesBatches(guest, request)
            ? TurnStart.of(now, guest, List.of(BatchCollector.cause(task, attempt)))
            : TurnStart.of(now, guest, request, attempt, task.recordedDeadline());
    TurnRunner.Ran ran = runner.live(this, now, start);
    request.ran(ran.result());
    append(ran.next(), task);
  }

  private static List<Event> with(Event first, List<Event> more) {
    List<Event> all = new ArrayList<>(1 + more.size());
    all.add(first);
    all.addAll(more);
    return all;
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

  private void start(ActorTask.Start task) {
    LoadedActor now = loaded();
    Registration before = now.registration();
    Guest guest = task.guest();
    if (before == null && now.head() != null) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " is a stream of events: choose another category or id"));
      return;
    }
    if (before != null && before.status() != Registration.Status.FAILED) {
      startAgain(now, before, task);
      return;
    }
    if (task.contents().isEmpty()) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              "%s never ran: %s; start it with a manifest"
                  .formatted(key, before == null ? "it was not spawned" : before.reason())));
      return;
    }
    Event cause = Event.spawned(EventData.Spawned.of(guest.module(), guest.manifest()));
    TurnStart start =
        new TurnStart(
            null, guest, List.of(cause), null, guest.init(), new Cancellation(), task.contents());
    mailbox.capacity(guest.mailboxCapacity());
    TurnRunner.Ran ran = runner.live(this, now, start);
    task.ran().accept(ran.result());
    append(ran.next(), task);
  }

  /** Starts what ran before: only as the code that it was. */
  private void startAgain(LoadedActor now, Registration before, ActorTask.Start task) {
    Guest guest = task.guest();
    boolean same = before.has(guest.module(), guest.manifest());
    if (before.status() == Registration.Status.REMOVED) {
      task.fail(removed(before));
    } else if (before.status() == Registration.Status.PAUSED) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              "%s is %s; resume it".formatted(key, before.reason())));
    } else if (!same) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              now.runs()
                  ? "%s runs already, with another %s: upgrade it, or give another id"
                      .formatted(key, difference(before, guest))
                  : "%s was stopped with another %s: start it as it was, or upgrade it"
                      .formatted(key, difference(before, guest))));
    } else if (now.runs()) {
      done(now, task);
    } else {
      Event cause = Event.of("resumed", new EventData.Because("started again"));
      Turn turn = Turn.unrun(with(cause, table.outbox().channels().closeAll(key)), now.state());
      mailbox.capacity(guest.mailboxCapacity());
      append(runner.unrun(key, now, before, guest, turn, List.of()), task);
    }
  }

  private static String difference(Registration before, Guest guest) {
    return before.module().equals(guest.module()) ? "manifest" : "module";
  }

  /** Names the code of a plug-in from now on; nothing of it is run. */
  private void load(ActorTask.Load task) {
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    Guest guest = task.guest();
    // The code it has may be damaged: a load is what makes that good.
    LoadedActor now = live != null ? live : memory.load(key, guest);
    Event cause =
        now.registration() == null
            ? Event.spawned(EventData.Spawned.of(guest.module(), guest.manifest()))
            : Event.upgraded(new EventData.Upgraded(guest.module(), guest.manifest()));
    Turn turn = Turn.unrun(List.of(cause), now.state());
    append(runner.unrun(key, now, now.registration(), guest, turn, task.contents()), task);
  }

  /** Names other code from now on; nothing of it is run. */
  private void upgrade(ActorTask.Upgrade task) {
    LoadedActor now = loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    Guest guest = task.guest();
    if (before.status() == Registration.Status.REMOVED) {
      task.fail(removed(before));
    } else if (before.has(guest.module(), guest.manifest())) {
      done(now, task);
    } else if (!before.has(task.before().module(), task.before().manifest())) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " was upgraded to other code meanwhile: try again"));
    } else {
      Turn turn = Turn.unrun(task.events(now, table.ports().clock()), now.state());
      mailbox.capacity(guest.mailboxCapacity());
      append(runner.unrun(key, now, before, guest, turn, task.contents()), task);
      mailbox.release(); // the other manifest may say something else
    }
  }

  private void pause(ActorTask.Pause task) {
    LoadedActor now = loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    if (before.status() == Registration.Status.PAUSED) {
      done(now, task);
    } else if (!now.runs()) {
      task.fail(doesNotRun(before));
    } else {
      Event cause = Event.of("paused", new EventData.Because(task.reason()));
      Turn turn = Turn.unrun(List.of(cause), now.state());
      append(runner.unrun(key, now, before, now.guest(), turn, List.of()), task);
      Registration after = Objects.requireNonNull(loaded().registration());
      if (table.pauses().refusal(after) == null) {
        mailbox.hold();
      }
    }
  }

  private void unpause(ActorTask.Unpause task) {
    LoadedActor now = loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    @Nullable Guest guest = task.guest();
    if (now.runs()) {
      done(now, task);
    } else if (before.status() != Registration.Status.PAUSED) {
      task.fail(doesNotRun(before));
    } else if (guest == null || !before.has(guest.module(), guest.manifest())) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " was paused or upgraded meanwhile: try again"));
    } else {
      Event cause = Event.of("resumed", new EventData.Because(task.reason()));
      Turn turn = Turn.unrun(List.of(cause), now.state());
      mailbox.capacity(guest.mailboxCapacity());
      append(runner.unrun(key, now, before, guest, turn, List.of()), task);
      mailbox.release();
    }
  }

  private ActorException doesNotRun(@Nullable Registration before) {
    String reason = before == null ? "never spawned" : before.reason();
    return new ActorException(ActorException.Reason.CONFLICT, key + " does not run: " + reason);
  }

  private void stop(ActorTask.Stop task) {
    LoadedActor now = loaded();
    Registration before = now.registration();
    boolean paused = before != null && before.status() == Registration.Status.PAUSED;
    if (!now.runs() && !paused) {
      if (before != null
          && before.status() == Registration.Status.STOPPED
          && !key.category().equals(Plugins.CATEGORY)) {
        done(now, task);
      } else {
        task.fail(doesNotRun(before));
      }
      return;
    }
    Event cause = Event.of("stopped", new EventData.Because(task.reason()));
    Turn turn =
        task.purge() && now.state() != null
            ? Turn.unrun(List.of(cause, Event.state(null)), null)
            : Turn.unrun(with(cause, table.outbox().channels().closeAll(key)), now.state());
    append(runner.unrun(key, now, before, now.guest(), turn, List.of()), task);
    mailbox.release();
  }

  private void remove(ActorTask.Remove task) {
    LoadedActor now = loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    if (now.runs()) {
      task.fail(new ActorException(ActorException.Reason.CONFLICT, key + " runs: stop it first"));
    } else if (before.status() == Registration.Status.REMOVED) {
      done(now, task);
    } else {
      Event cause = Event.of("removed", new EventData.Because(task.reason()));
      Turn turn = Turn.unrun(with(cause, table.outbox().channels().closeAll(key)), now.state());
      append(runner.unrun(key, now, before, null, turn, List.of()), task);
      mailbox.release();
    }
  }

  /** Records a settlement, whether the actor takes messages or not: no guest runs. */
  private void settle(ActorTask.Settle task) {
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    LoadedActor now = loaded();
    Event event = task.settlement().event(this, now);
    if (event != null) {
      List<Event> events = with(event, task.more().get());
      Turn turn = Turn.unrun(events, now.state());
      append(runner.unrun(key, now, now.registration(), now.guest(), turn, List.of()), task);
    }
  }

  /** Answers what asks for what is so already, once the turns that made it so are durable. */
  private void done(LoadedActor now, ActorTask task) {
    Head head = now.head();
    if (head == null || !awaitDurable()) {
      task.refuse("a turn before it could not be recorded");
    } else {
      task.answer().complete(new Answer.Completed(Outcome.RETURNED, null, head, true));
    }
  }

  private ActorException removed(Registration before) {
    return new ActorException(
        ActorException.Reason.CONFLICT,
        "%s was %s; its name is taken for ever: choose another id".formatted(key, before.reason()));
  }

  private void leave(ActorTask.Leave task) {
    LoadedActor now = live;
    if (now != null && inFlight.isEmpty()) {
      memory.save(now);
      drop();
    } else if (now != null) {
      memory.stays(key, now);
    }
    task.answer().complete(new Answer.Refused("left memory"));
  }

  /** Forgets what is in memory. */
  private void drop() {
    live = null;
    mailbox.release(); // whether it is paused is looked up again
    toldSize = -1;
    memory.left(key);
  }

  /** The actor as of its last turn. On the thread that runs it, or has borrowed it. */
  LoadedActor loaded() {
    LoadedActor now = live;
    if (now == null) {
      now = memory.load(key);
      live = now;
      told(now);
      if (now.guest() != null) {
        mailbox.capacity(now.guest().mailboxCapacity());
      }
    }
    return now;
  }

  /** Counts the state in memory, and asks others to leave if there is no room. */
  private void told(LoadedActor now) {
    long size = now.stateSize();
    long nanos = nanos();
    if (size != toldSize || nanos - toldNanos > UNTOLD_NANOS) {
      toldSize = size;
      toldNanos = nanos;
      meter.state(size);
      memory.changed(key, size).forEach(table::leave);
    }
  }

  /** Goes on from the turn's block, and hands it to the disk. */
  private void append(PreparedBlock next, ActorTask task) {
    writer.submit(List.of(advance(next, task)));
  }

  /**
   * Goes on from {@code next}, which must be handed to the disk then. On the thread that runs the
   * actor, or has borrowed it.
   */
  TurnWriter.Part advance(PreparedBlock next, ActorTask task) {
    Long fuel = next.turn().fuel();
    meter.turn(fuel == null ? 0 : fuel);
    live = next.after();
    told(next.after());
    TurnWriter.Part part = new TurnWriter.Part(this, inFlight.add(task, next), next);
    try {
      writer.staged(next);
    } catch (RuntimeException | Error e) {
      // A turn that is never settled would hold up the actor for ever.
      writer.settled(List.of(part), null, new RefusedException("the host failed: " + e));
      throw e;
    }
    return part;
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
  public boolean hasRoom(Key to, int more) {
    return table.outbox().hasRoom(key, to, more);
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
