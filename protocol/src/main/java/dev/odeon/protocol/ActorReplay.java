package dev.odeon.protocol;

import dev.odeon.base.Hash;
import java.util.List;

/** Re-executes the history of an actor and compares it with its chain. */
public record ActorReplay(String actor) implements Request<ActorReplay.Result> {
  /** The operation. */
  public static final Operation<ActorReplay, Result> OPERATION =
      Operation.of(
          "ActorReplay",
          "Re-executes an actor's history with the recorded replies of the world, and compares it with its chain.",
          () ->
              FieldTable.<ActorReplay>of()
                  .required("actor", FieldKind.TEXT, ActorReplay::actor, "the actor")
                  .make(in -> new ActorReplay(in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("equal", FieldKind.FLAG, Result::equal, "whether it came out the same")
                  .required(
                      "blocks", FieldKind.WHOLE, Result::blocks, "how many blocks were checked")
                  .required(
                      "run", FieldKind.WHOLE, Result::run, "how many of them were re-executed")
                  .required(
                      "as_recorded",
                      FieldKind.WHOLE,
                      Result::asRecorded,
                      "how many were accepted as recorded")
                  .required(
                      "expected",
                      FieldKind.HASH,
                      Result::expected,
                      "the hash of the last block in the chain")
                  .required(
                      "hash", FieldKind.HASH, Result::hash, "the hash it has when re-executed")
                  .required(
                      "divergence_count",
                      FieldKind.WHOLE,
                      it -> (long) it.divergences.size(),
                      "how many differences there are")
                  .required(
                      "divergences",
                      FieldKind.list(FieldKind.object(Divergence.FIELDS)),
                      Result::divergences,
                      "of each: height, event, what, expected, actual")
                  .make(in -> {
                    String actor = in.next();
                    boolean equal = in.<Boolean>next();
                    long blocks = in.<Long>next();
                    long run = in.<Long>next();
                    long asRecorded = in.<Long>next();
                    Hash expected = in.next();
                    Hash hash = in.next();
                    long _ = in.<Long>next();
                    return new Result(
                        actor, equal, blocks, run, asRecorded, expected, hash, in.next());
                  }));

  /**
   * The result of a replay.
   *
   * @param equal whether replay and chain are identical
   * @param blocks the number of blocks checked
   * @param run how many of them were re-executed
   * @param asRecorded how many were accepted as recorded
   * @param expected the hash of the last block in the chain
   * @param hash the hash of the last block when re-executed
   */
  public record Result(
      String actor,
      boolean equal,
      long blocks,
      long run,
      long asRecorded,
      Hash expected,
      Hash hash,
      List<Divergence> divergences) {}

  /** The first place where replay and chain differ. */
  public record Divergence(long height, long event, String what, String expected, String actual) {
    static final FieldTable<Divergence> FIELDS =
        FieldTable.<Divergence>of()
            .required("height", FieldKind.WHOLE, Divergence::height, "the block")
            .required("event", FieldKind.WHOLE, Divergence::event, "the event in it")
            .required("what", FieldKind.TEXT, Divergence::what, "what differs")
            .required("expected", FieldKind.TEXT, Divergence::expected, "what the chain says")
            .required("actual", FieldKind.TEXT, Divergence::actual, "what came out")
            .make(in -> new Divergence(in.next(), in.next(), in.next(), in.next(), in.next()));
  }

  @Override
  public Operation<ActorReplay, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
