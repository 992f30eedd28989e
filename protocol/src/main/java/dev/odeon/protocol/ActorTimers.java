package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Lists the timers of an actor that wait, the next one first. */
public record ActorTimers(String actor)
    implements StreamRequest<ActorTimers.Item, ActorTimers.Result> {
  /** The operation. */
  public static final StreamOperation<ActorTimers, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorTimers",
          "Lists the timers of an actor that wait, the next one first.",
          () ->
              FieldTable.<ActorTimers>of()
                  .required("actor", FieldKind.TEXT, ActorTimers::actor, "the actor")
                  .make(in -> new ActorTimers(in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("name", FieldKind.TEXT, Item::name, "its name")
                  .required("due", FieldKind.TIME, Item::dueMillis, "when it is due")
                  .required(
                      "in_ms",
                      FieldKind.WHOLE,
                      Item::inMillis,
                      "how long until then; 0 if it is overdue")
                  .nullable(
                      "repeats",
                      FieldKind.TEXT,
                      Item::repeats,
                      "every … or cron …, as the manifest sets it; null if the guest set it")
                  .required("height", FieldKind.WHOLE, Item::height, "the block that set it")
                  .required(
                      "body_bytes", FieldKind.WHOLE, Item::bodyBytes, "the size of what it sends")
                  .required(
                      "attempts",
                      FieldKind.WHOLE,
                      Item::attempts,
                      "how many turns of it failed since it was due")
                  .make(in ->
                      new Item(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                          in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /**
   * A timer.
   *
   * @param dueMillis when it is due, in milliseconds since 1970 UTC
   * @param inMillis how long until then, in milliseconds; 0 if it is overdue
   * @param repeats when it is due, as the manifest says; null if the guest set it
   * @param height the block that set it
   * @param bodyBytes the size of what it sends, in bytes
   * @param attempts how many turns of it failed since it was due
   */
  public record Item(
      String name,
      long dueMillis,
      long inMillis,
      @Nullable String repeats,
      long height,
      long bodyBytes,
      long attempts) {}

  /** The number of timers listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<ActorTimers, Item, Result> operation() {
    return OPERATION;
  }
}
