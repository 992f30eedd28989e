package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.util.List;

/**
 * A durable turn.
 *
 * @param actor the actor that took it
 * @param outcome how it ended
 * @param height the height of its block
 * @param hash the hash of its block
 * @param duplicate whether nothing was done now: this is the stored result of an earlier message
 *     with the same id, or the actor was already what was asked for
 * @param log if it did not return and ran just now, the actor's log lines: the last 64 KiB
 * @param trace if it was stopped and ran just now, the functions that it was in, innermost first
 */
public record TurnResult(
    String actor,
    Outcome outcome,
    long height,
    Hash hash,
    boolean duplicate,
    Bytes log,
    List<String> trace) {
  private static final int TRACE_MAX = 1_000;

  /** A turn of which nothing else is told. */
  public TurnResult(String actor, Outcome outcome, long height, Hash hash, boolean duplicate) {
    this(actor, outcome, height, hash, duplicate, Bytes.empty(), List.of());
  }

  /** Copies the list. */
  public TurnResult {
    trace = List.copyOf(trace);
  }

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
              "whether nothing was done now: this is the stored result of a message sent before under the same id, or the actor was so already")
          .optional(
              "log",
              FieldKind.DATA,
              Bytes.empty(),
              TurnResult::log,
              "if it did not return and ran just now, the actor's log lines: the last 64 KiB")
          .optional(
              "trace",
              FieldKind.list(FieldKind.TEXT, TRACE_MAX),
              List.of(),
              TurnResult::trace,
              "if it was stopped and ran just now, the functions it was in, innermost first")
          .make(in ->
              new TurnResult(
                  in.next(),
                  in.next(OutcomeFields.TABLE),
                  in.next(),
                  in.next(),
                  in.next(),
                  in.next(),
                  in.next()));
}
