package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import java.util.Objects;

/**
 * Tells of a message whether it was taken before, by a turn on its way to the disk or by a durable
 * one, and answers it if so. Used by the guest thread that runs the actor.
 *
 * @param key the actor
 * @param messages what durable turns took
 * @param unsettled the turns on their way
 */
record Attempts(Key key, Dedup messages, Unsettled unsettled) {
  /**
   * Which attempt at its message {@code order} is, 1 for the first; 0 if it was answered, or will
   * be.
   */
  long attempt(Order.Take order) {
    Message message = order.message();
    Unsettled.Recent recent = unsettled.recent(message.id());
    boolean other = recent != null && !same(recent.message(), message);
    if (other && unsettled.refuseWhenDurable(message.id(), order.answer())) {
      return 0;
    }
    if (recent != null && !other) {
      if (recent.open() && unsettled.joinWhenDurable(order)) {
        return 0;
      }
      if (recent.closed() && !recent.open()) {
        follow(recent.answer(), order.answer());
        return 0;
      }
      if (!recent.closed()) {
        return recent.attempt() + 1;
      }
    }
    Block before = messages.find(key, message.id());
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
      unsettled.waitFor(order, before.head());
    }
    Block later = open ? messages.answer(key, message.id()) : null;
    if (!open || later != null) {
      Block answering = later == null ? before : later;
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
}
