package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/** Reads the state of an actor after the block of height {@code at}; null for the head. */
public record ActorState(String actor, @Nullable Long at) implements Request<ActorState.Result> {
  /** The operation. */
  public static final Operation<ActorState, Result> OPERATION =
      Operation.of(
          "ActorState",
          "Gives an actor's state, as it is or as it was after a block.",
          () ->
              FieldTable.<ActorState>of()
                  .required("actor", FieldKind.TEXT, ActorState::actor, "the actor")
                  .optional(
                      "at",
                      FieldKind.COUNT,
                      ActorState::at,
                      "the height of the block; else the last")
                  .make(in -> new ActorState(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("height", FieldKind.WHOLE, Result::height, "the height of the block")
                  .nullable("hash", FieldKind.HASH, Result::hash, "the hash of the state")
                  .nullable("state", FieldKind.DATA, Result::state, "the state")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next())));

  /**
   * The state.
   *
   * @param height the height of the block after which the actor had this state
   * @param hash the hash of the state; null if there is no state
   * @param state the state; null if there is none
   */
  public record Result(String actor, long height, @Nullable Hash hash, @Nullable Bytes state) {}

  @Override
  public Operation<ActorState, Result> operation() {
    return OPERATION;
  }
}
