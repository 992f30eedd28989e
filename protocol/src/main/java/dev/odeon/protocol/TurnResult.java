package dev.odeon.protocol;

import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;

/**
 * A durable turn.
 *
 * @param actor the actor that took it
 * @param outcome how it ended
 * @param height the height of its block
 * @param hash the hash of its block
 * @param duplicate whether this is the stored result of an earlier message with the same id
 */
public record TurnResult(String actor, Outcome outcome, long height, Hash hash, boolean duplicate) {
  /** The fields of an outcome. */
  public static final FieldTable<Outcome> OUTCOME = OutcomeFields.TABLE;

  static final FieldTable<TurnResult> FIELDS =
      FieldTable.<TurnResult>of()
          .required("actor", FieldKind.TEXT, TurnResult::actor, "the actor")
          .inline(OutcomeFields.TABLE, TurnResult::outcome)
          .required(
              "height",
              FieldKind.WHOLE,
              TurnResult::height,
              "the height of the block that records the turn")
          .required("hash", FieldKind.HASH, TurnResult::hash, "the hash of that block")
          .required(
              "duplicate",
              FieldKind.FLAG,
              TurnResult::duplicate,
              "whether this is the stored result of a message sent before under the same id")
          .make(in ->
              new TurnResult(
                  in.next(), in.next(OutcomeFields.TABLE), in.next(), in.next(), in.next()));
}
