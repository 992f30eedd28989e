package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Lists the open dead letters of an actor, or shows one.
 *
 * @param letter the number of the one to be shown; null for all, without their bodies
 */
public record ActorLetters(String actor, @Nullable Long letter)
    implements StreamRequest<ActorLetters.Item, ActorLetters.Result> {
  /** The operation. */
  public static final StreamOperation<ActorLetters, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorLetters",
          "Lists the open dead letters of an actor: messages of other actors that failed too often.",
          () ->
              FieldTable.<ActorLetters>of()
                  .required("actor", FieldKind.TEXT, ActorLetters::actor, "the actor")
                  .optional(
                      "letter",
                      FieldKind.WHOLE,
                      ActorLetters::letter,
                      "the number of the one to be shown, with its body")
                  .make(in -> new ActorLetters(in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("letter", FieldKind.WHOLE, Item::letter, "its number")
                  .required("id", FieldKind.TEXT, Item::id, "the message's id: sender/height/index")
                  .required(
                      "height", FieldKind.WHOLE, Item::height, "the block that says it is dead")
                  .required("time", FieldKind.TIME, Item::timeMillis, "when that was made")
                  .required("reason", FieldKind.TEXT, Item::reason, "why it is dead")
                  .required("export", FieldKind.TEXT, Item::export, "the export that would take it")
                  .required("size", FieldKind.WHOLE, Item::size, "the size of its body in bytes")
                  .optional("body", FieldKind.DATA, Item::body, "the body, if one is shown")
                  .make(in ->
                      new Item(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                          in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next(), in.next())));

  /**
   * A dead letter.
   *
   * @param letter its number
   * @param id the message's id
   * @param height the block that says that it is dead
   * @param timeMillis when that was made, in milliseconds since 1970 UTC
   * @param reason why it is dead
   * @param export the export that would have taken it
   * @param size the size of its body in bytes
   * @param body its body, if it is shown
   */
  public record Item(
      long letter,
      String id,
      long height,
      long timeMillis,
      String reason,
      String export,
      long size,
      @Nullable Bytes body) {}

  /** The number of letters listed. */
  public record Result(String actor, long count) {}

  @Override
  public StreamOperation<ActorLetters, Item, Result> operation() {
    return OPERATION;
  }
}
