package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Expected;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Metering;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.Border;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One actor: takes its orders one at a time, each a turn that ends as one block.
 *
 * <p>{@link #run} is a slice on a guest thread; the mailbox sees to it that there is one at a time.
 * {@link #live} belongs to that thread: it runs ahead of the disk, and is dropped when an append
 * fails, so memory never stays ahead of the log. The committer thread tells how appends ended
 * ({@link #settled}); what both touch is in {@link Unsettled} and guarded there.
 */
final class Actor implements Runnable {
  private static final int SLICE_ORDERS = 64;
  private static final long SLICE_NANOS = 5_000_000;

  private final Key key;
  private final Node node;
  private final Mailbox<Order> mailbox;
  private final Unsettled unsettled;
  private @Nullable Live live;

  Actor(Key key, Node node) {
    this.key = key;
    this.node = node;
    this.mailbox = new Mailbox<>(node.settings().mailboxCapacity());
    this.unsettled = new Unsettled(node.settings().unsyncedTurns());
  }

  Key key() {
    return key;
  }

  /** Puts a message in, if there is room. */
  Delivery deliver(Order.Take order) {
    return switch (mailbox.putMessage(order)) {
      case FULL -> new Delivery.Full(mailbox.capacity());
      case QUEUED -> new Delivery.Accepted(order.answer());
      case WAKE -> {
        ready();
        yield new Delivery.Accepted(order.answer());
      }
    };
  }

  /** Puts an order in that goes before all messages. */
  void order(Order order) {
    if (mailbox.putControl(order) == Mailbox.Put.WAKE) {
      ready();
    }
  }

  /** Puts an order in that comes after all messages there are, however many. */
  void orderLast(Order order) {
    if (mailbox.putLast(order) == Mailbox.Put.WAKE) {
      ready();
    }
  }

  private void ready() {
    if (!node.scheduler().ready(this)) {
      // No guest thread is left to take what came too late.
      do {
        for (Order order = mailbox.take(); order != null; order = mailbox.take()) {
          order.answer().complete(new Answer.NotTaken(Actors.CLOSED));
        }
      } while (mailbox.endSlice());
    }
  }

  /** One slice on a guest thread. */
  @Override
  public void run() {
    long end = node.clock().nanos() + SLICE_NANOS;
    for (int i = 0; i < SLICE_ORDERS && node.clock().nanos() < end; i++) {
      switch (unsettled.next()) {
        case WAIT -> {
          return; // settled() makes it ready again
        }
        case DROP -> live = null;
        case GO -> {}
      }
      Order order = mailbox.take();
      if (order == null) {
        break;
      }
      execute(order);
    }
    if (mailbox.endSlice()) {
      ready();
    }
  }

  /** The answer of everybody who waits for a later block: the actors are closing. */
  void abandon(String reason) {
    unsettled.abandon(new Answer.NotTaken(reason));
  }

  private void execute(Order order) {
    try {
      switch (order) {
        case Order.Take take -> take(take);
        case Order.Start start -> start(start);
        case Order.Stop stop -> stop(stop);
        case Order.Leave leave -> leave(leave);
      }
    } catch (OverloadedException e) {
      order.answer().complete(new Answer.NotTaken("overloaded: " + e.getMessage()));
    } catch (RuntimeException e) {
      unsettled.doubt();
      order.answer().fail(e);
    } catch (Error e) {
      // The host, not the guest, ran out of memory or stack: whatever half of the turn there is, is
      // forgotten.
      unsettled.doubt();
      order.answer().complete(new Answer.NotTaken("overloaded: " + e));
    }
  }

  private void take(Order.Take order) {
    if (order.deadlineMillis() != Order.Take.NEVER
        && order.deadlineNanos() - node.clock().nanos() < 0) {
      order.answer().complete(new Answer.TooLate());
      return;
    }
    if (node.closing().get()) {
      order.answer().complete(new Answer.NotTaken(Actors.CLOSED));
      return;
    }
    Live now = loaded();
    Guest guest = now.guest();
    Message message = order.message();
    if (!now.runs() || guest == null) {
      String reason = now.registration() == null ? "never spawned" : now.registration().reason();
      order.answer().complete(new Answer.NotTaken(key + " takes no messages: " + reason));
    } else if (!guest.code().exports(message.kind().function())) {
      order
          .answer()
          .complete(
              new Answer.NotTaken(
                  "%s does not export %s".formatted(key, message.kind().function())));
    } else {
      long attempt = attempt(order);
      if (attempt > 0) {
        take(now, guest, order, attempt);
      }
    }
  }

  private void take(Live now, Guest guest, Order.Take order, long attempt) {
    Message message = order.message();
    EventData.Message told =
        new EventData.Message(
            new MessageId.Outside(message.id()),
            EventData.Lane.NORMAL,
            attempt,
            message.body(),
            message.correlation(),
            message.causation(),
            order.deadlineMillis() == Order.Take.NEVER ? null : order.deadlineMillis());
    Event cause = Event.of(message.kind().function(), told);
    Moment moment = moment();
    LiveTurn context =
        new LiveTurn(
            node,
            guest,
            this,
            now.height(),
            moment,
            message.kind() == Message.Kind.REQUEST ? message.id() : null);
    Border border = Border.live(context, guest.recordsLog());
    Turn turn =
        Turn.run(
            guest.code(),
            Objects.requireNonNull(Calls.of(key, cause)),
            now.state(),
            border,
            guest.turn());
    append(now, now.registration(), guest, turn, moment, List.of(), order);
  }

  /**
   * Which attempt at its message {@code order} is, 1 for the first; 0 if it was answered, or will
   * be.
   */
  private long attempt(Order.Take order) {
    Message message = order.message();
    Unsettled.Recent recent = unsettled.recent(message.id());
    boolean other = recent != null && !same(recent.message(), message);
    if (other && unsettled.refuseWhenDurable(message.id(), order.answer())) {
      return 0;
    }
    if (recent != null && !other) {
      if (recent.closed()) {
        follow(recent.answer(), order.answer());
        return 0;
      }
      return recent.attempt() + 1;
    }
    Block before = node.messages().find(key, message.id());
    return before == null ? 1 : attempt(order, before);
  }

  private long attempt(Order.Take order, Block before) {
    Event cause = before.event(0);
    EventData.Message told = (EventData.Message) cause.data();
    Message message = order.message();
    if (!cause.name().equals(message.kind().function()) || !told.body().equals(message.body())) {
      order.answer().complete(new Answer.IdempotencyKeyReused(before.head()));
      return 0;
    }
    if (!closes(before.header().outcome())) {
      return told.attempt() + 1;
    }
    Outcome outcome = before.header().outcome();
    Bytes reply = Replies.of(before, message.id());
    boolean open =
        message.kind() == Message.Kind.REQUEST
            && outcome instanceof Outcome.Returned
            && reply == null;
    if (open) {
      // First wait, then look: an answer that becomes durable in between is seen by one of the two.
      unsettled.waitFor(message.id(), order.answer(), true);
    }
    Block later = open ? node.messages().answer(key, message.id()) : null;
    if (!open || later != null) {
      Block answering = later == null ? before : later;
      unsettled.waitNoLonger(message.id(), order.answer());
      Bytes given = later == null ? reply : Replies.of(later, message.id());
      order.answer().complete(new Answer.Taken(outcome, given, answering.head(), true));
    }
    return 0;
  }

  private static boolean same(Message a, Message b) {
    return a.kind() == b.kind() && a.body().equals(b.body());
  }

  /**
   * Whether {@code outcome} is the last word on a message; after any other the same id may run
   * again.
   */
  static boolean closes(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _, Outcome.Rejected _ -> true;
      case Outcome.Trapped _, Outcome.Exhausted _, Outcome.Cancelled _ -> false;
    };
  }

  private static void follow(Pending<Answer> first, Pending<Answer> second) {
    first.whenDone((answer, failure) -> {
      if (failure != null) {
        second.fail(failure);
      } else if (answer instanceof Answer.Taken taken) {
        second.complete(new Answer.Taken(taken.outcome(), taken.reply(), taken.block(), true));
      } else {
        second.complete(Objects.requireNonNull(answer));
      }
    });
  }

  private void start(Order.Start order) {
    Live now = loaded();
    Registration before = now.registration();
    Guest guest = order.guest();
    if (now.runs()) {
      throw new ActorException(
          key + " runs already: stop it first, or give another id with --name");
    }
    if (before != null && before.status() == Registration.Status.STOPPED) {
      resume(now, before, order);
      return;
    }
    Event cause =
        Event.spawned(new EventData.Spawned(guest.module(), guest.manifest(), null, null));
    Moment moment = moment();
    LiveTurn context = new LiveTurn(node, guest, this, now.height(), moment, null);
    Border border = Border.live(context, guest.recordsLog());
    Turn turn =
        Turn.run(
            guest.code(), Objects.requireNonNull(Calls.of(key, cause)), null, border, guest.init());
    mailbox.capacity(guest.mailboxCapacity());
    append(
        now,
        null,
        guest,
        turn,
        moment,
        List.of(
            new Content(guest.module(), order.module()),
            new Content(guest.manifest(), order.manifest())),
        order);
  }

  private void resume(Live now, Registration before, Order.Start order) {
    if (!before.module().equals(order.guest().module())
        || !before.manifest().equals(order.guest().manifest())) {
      throw new ActorException(
          "%s was stopped with another module or manifest: start it with those, or choose another id"
              .formatted(key));
    }
    Event cause = Event.of("resumed", new EventData.Because("started again"));
    append(now, before, order.guest(), unrun(now, cause), moment(), List.of(), order);
  }

  private void stop(Order.Stop order) {
    Live now = loaded();
    if (!now.runs()) {
      String reason = now.registration() == null ? "never spawned" : now.registration().reason();
      throw new ActorException(key + " does not run: " + reason);
    }
    Event cause = Event.of("stopped", new EventData.Because(order.reason()));
    append(now, now.registration(), now.guest(), unrun(now, cause), moment(), List.of(), order);
  }

  /** A turn that runs no guest. */
  private static Turn unrun(Live now, Event cause) {
    return new Turn(Outcome.RETURNED, List.of(cause), now.state(), null, null);
  }

  private void leave(Order.Leave order) {
    Live now = live;
    if (now != null && unsettled.isEmpty()) {
      node.saveSnapshot(now);
      node.residents().left(key);
      live = null;
    } else if (now != null) {
      node.residents().stays(key, now.stateSize());
    }
    order.answer().complete(new Answer.NotTaken("left memory"));
  }

  private Live loaded() {
    Live now = live;
    if (now == null) {
      now = node.load(key);
      live = now;
      node.resident(key, now.stateSize());
      if (now.guest() != null) {
        mailbox.capacity(now.guest().mailboxCapacity());
      }
    }
    return now;
  }

  private Moment moment() {
    return new Moment(node.clock().millis(), node.entropy().bytes(BlockHeader.SEED_SIZE));
  }

  /** Makes the turn's block, goes on from it, and hands it to the disk. */
  private void append(
      Live before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      Moment moment,
      List<Content> contents,
      Order order) {
    EventData.State changed = turn.stateChange();
    Hash stateHash = changed == null ? before.stateHash() : changed.hash();
    Block block =
        Block.of(
            new BlockHeader(
                key,
                before.height(),
                before.parent(),
                moment.timeMillis(),
                guest == null ? null : guest.module(),
                turn.fuel() == null ? 0 : Metering.LATEST.version(),
                moment.seed(),
                stateHash,
                List.of(),
                turn.outcome(),
                turn.fuel()),
            turn.events());
    Logging logging = Logging.of(before, turn, stateHash, block, changed);
    List<Content> all = new ArrayList<>(contents);
    if (logging.due() && turn.state() != null && stateHash != null) {
      all.add(new Content(stateHash, turn.state()));
    }
    live =
        new Live(
            Registration.after(registration, block),
            guest,
            block.head(),
            turn.state(),
            stateHash,
            logging.loggedAt(),
            logging.bytesSince());
    node.resident(key, live.stateSize());
    Unsettled.Entry entry = unsettled.add(order, block, turn);
    node.storage().appending(key, block.height(), turn.events());
    submit(block, all, entry);
  }

  private void submit(Block block, List<Content> contents, Unsettled.Entry entry) {
    Pending<Append> pending;
    try {
      pending = node.chains().append(Commit.of(block), List.of(Expected.ANY), contents);
    } catch (RuntimeException e) {
      settled(entry, null, e);
      return;
    } catch (Error e) {
      // Most likely there is no memory for it. An entry that is never settled would hold up the
      // actor for ever.
      settled(entry, null, new ActorException("the host failed: " + e, e));
      return;
    }
    pending.whenDone((append, failure) -> settled(entry, append, failure));
  }

  /** On the committer thread: the block is durable, or it never will be. */
  private void settled(
      Unsettled.Entry entry, @Nullable Append append, @Nullable RuntimeException failure) {
    boolean durable = append instanceof Append.Appended;
    node.storage().settled(key, entry.block().height(), durable);
    boolean wake =
        durable ? unsettled.durable(entry) : unsettled.failed(entry, reason(append, failure));
    if (wake) {
      ready();
    }
  }

  private static String reason(@Nullable Append append, @Nullable RuntimeException failure) {
    if (failure != null) {
      return "it could not be recorded: " + failure.getMessage();
    }
    return append instanceof Append.Conflict(_, _, Head actual)
        ? "a turn before it could not be recorded; the chain ends at " + actual
        : "it could not be recorded";
  }

  /**
   * Whether the request {@code id} was taken and has no answer yet, turns on their way to the disk
   * included.
   */
  boolean requestOpen(String id) {
    Optional<Boolean> known = unsettled.requestOpen(id);
    if (known.isPresent()) {
      return known.get();
    }
    Block block = node.messages().find(key, id);
    return block != null
        && block.header().outcome() instanceof Outcome.Returned
        && block.event(0).name().equals(Message.Kind.REQUEST.function())
        && Replies.of(block, id) == null
        && node.messages().answer(key, id) == null;
  }
}
