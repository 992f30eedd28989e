package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.Intent;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.Border;
import dev.odeon.host.PluginResult;
import java.util.List;
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
  private final BrokenOff brokenOff;
  private @Nullable Live live;

  Actor(Key key, Node node) {
    this.key = key;
    this.node = node;
    this.mailbox = new Mailbox<>(node.settings().mailboxCapacity());
    this.unsettled =
        new Unsettled(node.settings().unsyncedTurns(), node.deadlines(), node.stopping()::get);
    this.brokenOff = new BrokenOff(node, this, mailbox, unsettled);
  }

  Key key() {
    return key;
  }

  /** Puts a message in, or what waits its turn like one, if there is room. */
  Delivery deliver(Order order) {
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
          order.stopping();
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
      if (!execute(order)) {
        return; // goOn() makes it ready again, perhaps already
      }
    }
    if (mailbox.endSlice()) {
      ready();
    }
  }

  /** On the thread of a borrower who is done with it: the guest threads run it again. */
  void goOn() {
    ready();
  }

  /** Nobody waits for the answer to an open request any more. */
  void stopWaiting() {
    unsettled.stop();
  }

  /** Carries an order out; false if the actor is lent now, and not to be touched here. */
  private boolean execute(Order order) {
    try {
      brokenOff.resume(order, live == null);
      switch (order) {
        case Order.Take take -> take(take);
        case Order.Start start -> start(start);
        case Order.Load load -> load(load);
        case Order.Stop stop -> stop(stop);
        case Order.Leave leave -> leave(leave);
        case Order.Resume done -> done.refuse("nothing was broken off");
        case Order.Run run -> run(run);
        case Order.Lend lend -> {
          return !lend(lend);
        }
        case Order.Step _ -> throw new IllegalStateException("a step is not an order");
      }
    } catch (OverloadedException e) {
      brokenOff.putBack(order);
      order.refuse("overloaded: " + e.getMessage());
    } catch (LoadException e) {
      brokenOff.putBack(order);
      order.refuse("its module is not ready: " + e.getMessage());
    } catch (NotTakenException e) {
      brokenOff.putBack(order);
      order.refuse(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      unsettled.doubt();
      brokenOff.putBack(order);
      order.answer().fail(e);
    } catch (Error e) {
      // The host, not the guest, ran out of memory or stack: whatever half of the turn there is, is
      // forgotten.
      unsettled.doubt();
      brokenOff.putBack(order);
      order.refuse("overloaded: " + e);
    }
    return true;
  }

  /** Waits until no turn is on its way; false if what is in memory never became durable. */
  boolean settle() {
    return unsettled.quiet(node.ports().threads()).await();
  }

  private void take(Order.Take order) {
    if (!order.expiry().cancel() || order.deadlineNanos() - node.clock().nanos() < 0) {
      order.answer().complete(new Answer.TooLate());
      return;
    }
    if (node.closing().get()) {
      order.stopping();
      return;
    }
    Live now = loaded();
    Guest guest = now.guest();
    Message message = order.message();
    if (!now.runs() || guest == null) {
      String reason = now.registration() == null ? "never spawned" : now.registration().reason();
      order.answer().complete(new Answer.NotTaken(key + " takes no messages: " + reason));
    } else if (!guest.code().takes(message.kind().function())) {
      order
          .answer()
          .complete(
              new Answer.NotTaken(
                  "%s does not export %s".formatted(key, message.kind().function())));
    } else {
      long attempt = new Attempts(key, node.messages(), unsettled).attempt(order);
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
            message.kind() == Message.Kind.REQUEST ? message.id() : null,
            Intents.of(node, this, now.height(), first(guest, moment, cause), List.of()));
    Turn turn = guest.code().run(occasion(context, guest, cause, now.state(), guest.turn()));
    append(now, now.registration(), guest, turn, moment, List.of(), order);
  }

  /** What a turn begins with, and would begin with again. */
  private static Intent.First first(Guest guest, Moment moment, Event cause) {
    return new Intent.First(
        guest.module(),
        guest.code().compiled().metering().version(),
        moment.timeMillis(),
        moment.seed(),
        cause);
  }

  private static TurnCode.Occasion occasion(
      LiveTurn context, Guest guest, Event cause, @Nullable Bytes state, Limits limits) {
    return new TurnCode.Occasion(
        context.self(),
        cause,
        state,
        context.moment(),
        Border.live(context, guest.recordsLog()),
        limits,
        new Cancellation());
  }

  /** A turn that is one run of a plug-in, or none if it comes too late. */
  private void run(Order.Run order) {
    PluginRun run = order.run();
    if (!order.expiry().cancel()) {
      return; // it was answered at its deadline
    }
    if (node.closing().get()) {
      order.stopping();
      return;
    }
    PluginResult late = PluginTurns.late(node.clock(), run);
    if (late != null) {
      run.result(late);
      order.answer().complete(new Answer.TooLate());
      return;
    }
    NextBlock next = PluginTurns.taken(node, this, loaded(), run);
    JointCommit.of(enter(next, order)).submit(node);
  }

  /** Lends the actor; false if nobody wants it any more. */
  private boolean lend(Order.Lend order) {
    if (node.closing().get()) {
      order.stopping();
      return false;
    }
    return order.loan().lend();
  }

  private void start(Order.Start order) {
    Live now = loaded();
    Registration before = now.registration();
    Guest guest = order.guest();
    if (now.runs()) {
      throw new ActorException(
          ActorException.Reason.CONFLICT,
          key + " runs already: stop it first, or give another id with --name");
    }
    if (before != null && before.status() == Registration.Status.STOPPED) {
      resume(now, before, order);
      return;
    }
    Event cause =
        Event.spawned(new EventData.Spawned(guest.module(), guest.manifest(), null, null));
    Moment moment = moment();
    List<Content> contents =
        List.of(
            new Content(guest.module(), order.module()),
            new Content(guest.manifest(), order.manifest()));
    Intents intents = Intents.of(node, this, now.height(), first(guest, moment, cause), contents);
    LiveTurn context = new LiveTurn(node, guest, this, now.height(), moment, null, intents);
    Turn turn = guest.code().run(occasion(context, guest, cause, null, guest.init()));
    mailbox.capacity(guest.mailboxCapacity());
    append(now, null, guest, turn, moment, contents, order);
  }

  /** Names the code of a plug-in from now on; nothing of it is run. */
  private void load(Order.Load order) {
    if (node.closing().get()) {
      order.stopping();
      return;
    }
    Guest guest = order.guest();
    // The code it has may be damaged: a load is what makes that good.
    Live now = live != null ? live : node.load(key, guest);
    Event cause =
        now.registration() == null
            ? Event.spawned(new EventData.Spawned(guest.module(), guest.manifest(), null, null))
            : Event.upgraded(new EventData.Upgraded(guest.module(), guest.manifest()));
    append(
        now,
        now.registration(),
        guest,
        unrun(now, cause),
        moment(),
        List.of(
            new Content(guest.module(), order.module()),
            new Content(guest.manifest(), order.manifest())),
        order);
  }

  private void resume(Live now, Registration before, Order.Start order) {
    if (!before.module().equals(order.guest().module())
        || !before.manifest().equals(order.guest().manifest())) {
      throw new ActorException(
          ActorException.Reason.CONFLICT,
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
      throw new ActorException(ActorException.Reason.CONFLICT, key + " does not run: " + reason);
    }
    Event cause = Event.of("stopped", new EventData.Because(order.reason()));
    Turn turn =
        order.purge() && now.state() != null
            ? new Turn(Outcome.RETURNED, List.of(cause, Event.state(null)), null, null, null)
            : unrun(now, cause);
    append(now, now.registration(), now.guest(), turn, moment(), List.of(), order);
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

  /** The actor as of its last turn. On the thread that runs it, or has borrowed it. */
  Live loaded() {
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
    return node.moment();
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
    NextBlock next = NextBlock.of(key, before, registration, guest, turn, moment, contents);
    JointCommit.of(enter(next, order)).submit(node);
  }

  /**
   * Goes on from {@code next}, which must be handed to the disk then. On the thread that runs the
   * actor, or has borrowed it.
   */
  JointCommit.Part enter(NextBlock next, Order order) {
    live = next.after();
    node.resident(key, next.after().stateSize());
    Unsettled.Entry entry = unsettled.add(order, next.block(), next.turn());
    node.storage().appending(key, next.block().height(), next.turn().events());
    return new JointCommit.Part(this, entry, next);
  }

  /** On the committer thread: the block is durable, or it never will be. */
  void settled(Unsettled.Entry entry, @Nullable Append append, @Nullable RuntimeException failure) {
    boolean durable = append instanceof Append.Appended;
    node.storage().settled(key, entry.block().height(), durable);
    boolean wake =
        durable ? unsettled.durable(entry) : unsettled.failed(entry, reason(append, failure));
    if (wake) {
      ready();
    }
    if (!durable && node.chains().isIntending(key)) {
      brokenOff.resumeSoon(entry.order());
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
