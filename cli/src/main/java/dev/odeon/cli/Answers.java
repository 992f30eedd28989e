package dev.odeon.cli;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;

/** What became of messages, for people and for programs. */
final class Answers {
  private Answers() {}

  /**
   * The answer's wait if the message has a place in the mailbox.
   *
   * @throws Failure if it has not
   */
  static Delivery.Accepted accepted(Key key, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Accepted accepted -> accepted;
      case Delivery.Full(int capacity) ->
          throw Failure.failed(
              "the mailbox of %s is full with %s: send it again later"
                  .formatted(key.text(), Shown.count(capacity, "message", "messages")));
      case Delivery.TooLarge(long size, long sizeMax) ->
          throw Failure.failed(
              "the message to %s has %s bytes, %s are allowed: send it in parts"
                  .formatted(key.text(), Shown.count(size), Shown.count(sizeMax)));
      case Delivery.NoSuchActor _ -> throw noSuchActor(key);
      case Delivery.Damaged(String reason) ->
          throw Failure.failed("%s takes no messages: %s".formatted(key.text(), reason));
      case Delivery.Stopping _ ->
          throw Failure.failed("the actors are closing: send the message again later");
      case Delivery.Stopped(String reason) ->
          throw Failure.failed(
              "%s takes no messages: %s; 'odeon actor start' starts it again"
                  .formatted(key.text(), reason));
    };
  }

  /** There is no such actor. */
  static Failure noSuchActor(Key key) {
    return Failure.failed(
        "there is no actor %s: 'odeon actor list' shows those there are".formatted(key.text()));
  }

  /**
   * The turn that the message came to.
   *
   * @param id the message's id; empty if it was none
   * @throws Failure if there was none
   */
  static Answer.Taken taken(Key key, String id, Answer answer) {
    return switch (answer) {
      case Answer.Taken taken -> taken;
      case Answer.IdempotencyKeyReused(var first) ->
          throw Failure.failed(
              "the message id was used before for another message to %s, in block %s: use a new --id"
                  .formatted(key.text(), Shown.count(first.height())));
      case Answer.TooLate _ ->
          throw Failure.failed(
              "the deadline passed before %s came to the message: send it again"
                  .formatted(key.text()));
      case Answer.Expired(var block) ->
          throw Failure.failed(
              "the deadline passed and %s has not answered the request of block %s: it stays open; send it again with --id %s to wait on"
                  .formatted(key.text(), Shown.count(block.height()), id));
      case Answer.Stopping _ ->
          throw Failure.failed("the actors are closing: send the message again later");
      case Answer.NotTaken(String reason) ->
          throw Failure.failed(
              "%s did not take the message: %s; nothing of it was kept"
                  .formatted(key.text(), reason));
    };
  }

  /**
   * Requires that the turn returned.
   *
   * @param what the turn was, up to the actor's name, such as {@code init of}
   * @throws Failure saying how it ended instead
   */
  static void requireReturned(Key key, String what, Answer.Taken taken) {
    if (!taken.outcome().equals(Outcome.RETURNED)) {
      throw Failure.failed(
          "%s %s %s%s (block %s); its state is as before; see 'odeon actor events %s'"
              .formatted(
                  what,
                  key.text(),
                  taken.outcome().text(),
                  setting(what, taken.outcome()),
                  Shown.count(taken.block().height()),
                  key.text()));
    }
  }

  /** The line of the manifest that sets the limit that was reached. */
  private static String setting(String what, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exhausted(Outcome.Limit limit) ->
          switch (limit) {
            case TIME ->
                " ([limits] %s)".formatted(what.startsWith("init") ? "init_time_ms" : "time_ms");
            case MEMORY -> " ([limits] memory_mb)";
            case TABLE -> " ([limits] table_elements)";
            case OUTPUT -> " ([limits] output_mb, or more than 65,536 calls and log lines)";
            case FUEL -> " ([limits] fuel)";
            case STACK -> " ([limits] stack_slots)";
          };
      case Outcome.Returned _, Outcome.Rejected _, Outcome.Trapped _, Outcome.Cancelled _ -> "";
    };
  }

  /**
   * The turn as an object: actor, outcome and its details, height, hash, whether it is a replay.
   */
  static Fields fields(Key key, Answer.Taken taken) {
    return Fields.of("actor", key.text())
        .putAll(outcome(taken.outcome()))
        .put("height", taken.block().height())
        .put("hash", taken.block().hash())
        .put("replayed", taken.replayed());
  }

  /** The outcome as fields: its name and its details. */
  static Fields outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _ -> Fields.of("outcome", "returned");
      case Outcome.Rejected(String reason) ->
          Fields.of("outcome", "rejected").put("reason", reason);
      case Outcome.Trapped(String kind, String where) ->
          Fields.of("outcome", "trapped").put("kind", kind).put("where", where);
      case Outcome.Exhausted(Outcome.Limit limit) ->
          Fields.of("outcome", "exhausted").put("limit", limit);
      case Outcome.Cancelled _ -> Fields.of("outcome", "cancelled");
    };
  }
}
