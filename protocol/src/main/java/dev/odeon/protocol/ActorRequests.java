package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Lists the requests that an actor took and left open, the oldest first.
 *
 * @param actor the actor
 */
public record ActorRequests(String actor)
    implements StreamRequest<ActorRequests.Item, ActorRequests.Result> {
  /** The operation. */
  public static final StreamOperation<ActorRequests, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorRequests",
          "Lists the requests that an actor left open, the oldest first.",
          () ->
              FieldTable.<ActorRequests>of()
                  .required("actor", FieldKind.TEXT, ActorRequests::actor, "the actor")
                  .make(in -> new ActorRequests(in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("request", FieldKind.TEXT, Item::request, "the request's id")
                  .required("asked", FieldKind.TIME, Item::askedMillis, "when it was taken")
                  .required("age_ms", FieldKind.COUNT, Item::ageMillis, "how long that is ago")
                  .nullable(
                      "by",
                      FieldKind.TEXT,
                      Item::by,
                      "the actor or the user that asked; null if it is not known")
                  .required(
                      "deadline",
                      FieldKind.TIME,
                      Item::deadlineMillis,
                      "when it expires if nobody answers it")
                  .required("height", FieldKind.WHOLE, Item::height, "the block that took it")
                  .required("export", FieldKind.TEXT, Item::export, "the export that took it")
                  .required("body_bytes", FieldKind.COUNT, Item::bodyBytes, "the size of its body")
                  .make(in ->
                      new Item(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                          in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /**
   * A request that waits for an answer.
   *
   * @param request its id
   * @param askedMillis the time of the block that took it, in milliseconds since 1970 UTC
   * @param ageMillis how long that is ago
   * @param by the actor or the user that asked; null if it is not known
   * @param deadlineMillis when it expires, in milliseconds since 1970 UTC
   * @param height the block that took it
   * @param export the export that took it
   * @param bodyBytes the size of its body
   */
  public record Item(
      String request,
      long askedMillis,
      long ageMillis,
      @Nullable String by,
      long deadlineMillis,
      long height,
      String export,
      long bodyBytes) {}

  /** The number of requests listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<ActorRequests, Item, Result> operation() {
    return OPERATION;
  }
}
