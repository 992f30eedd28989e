package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Reads the log lines of an actor, and follows them.
 *
 * @param after the position after which to begin; null for the first line there is
 * @param last only the lines of so many turns that logged, the last of them; 0 for the new ones
 *     alone, null for all
 * @param follow whether to go on with the lines to come, until the request is cancelled; these
 *     include lines that the chain does not record
 */
public record ActorLogs(String actor, @Nullable String after, @Nullable Long last, boolean follow)
    implements StreamRequest<ActorLogs.Item, ActorLogs.Result> {
  /** The operation. */
  public static final StreamOperation<ActorLogs, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorLogs",
          "Gives the log lines of an actor that its chain records; with follow, also those to come, and then those too that are not recorded, while its guest runs.",
          () ->
              FieldTable.<ActorLogs>of()
                  .required("actor", FieldKind.TEXT, ActorLogs::actor, "the actor")
                  .optional(
                      "after",
                      FieldKind.TEXT,
                      ActorLogs::after,
                      "the position after which to begin: of the last line that was read")
                  .optional(
                      "last",
                      FieldKind.COUNT,
                      ActorLogs::last,
                      "only the lines of so many turns that logged, the last of them; 0 for the new ones alone")
                  .optional(
                      "follow",
                      FieldKind.FLAG,
                      false,
                      ActorLogs::follow,
                      "go on with new lines, until the request is cancelled")
                  .make(in -> new ActorLogs(in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .nullable(
                      "position",
                      FieldKind.TEXT,
                      Item::position,
                      "the line's position; null if it is not recorded")
                  .required("actor", FieldKind.TEXT, Item::actor, "the actor")
                  .required("height", FieldKind.WHOLE, Item::height, "the block of its turn")
                  .required("time", FieldKind.TIME, Item::timeMillis, "when that turn began")
                  .required("text", FieldKind.TEXT, Item::text, "the line")
                  .optional(
                      "missed",
                      FieldKind.WHOLE,
                      0L,
                      Item::missed,
                      "how many lines before it were left out, which were not recorded and came faster than they were read")
                  .make(in ->
                      new Item(in.next(), in.next(), in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("lines", FieldKind.WHOLE, Result::lines, "how many lines were given")
                  .make(in -> new Result(in.next())));

  /**
   * A log line.
   *
   * @param position {@code <sequence>.<index>} of its event; null if it is not recorded
   * @param height the block of its turn, which is still to come if the line is not recorded
   * @param timeMillis when the turn began, in milliseconds since 1970 UTC
   * @param missed how many lines before it were left out, which were not recorded
   */
  public record Item(
      @Nullable String position,
      String actor,
      long height,
      long timeMillis,
      String text,
      long missed) {}

  /** The number of lines given. */
  public record Result(long lines) {}

  @Override
  public StreamOperation<ActorLogs, Item, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isEndless() {
    return follow;
  }
}
