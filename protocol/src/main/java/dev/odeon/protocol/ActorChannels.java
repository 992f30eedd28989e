package dev.odeon.protocol;

/** Lists the channels that an actor has open, the one that is open longest first. */
public record ActorChannels(String actor)
    implements StreamRequest<ActorChannels.Item, ActorChannels.Result> {
  /** The operation. */
  public static final StreamOperation<ActorChannels, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorChannels",
          "Lists the channels that an actor has open, the one that is open longest first.",
          () ->
              FieldTable.<ActorChannels>of()
                  .required("actor", FieldKind.TEXT, ActorChannels::actor, "the actor")
                  .make(in -> new ActorChannels(in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("channel", FieldKind.TEXT, Item::channel, "its id")
                  .required("peer", FieldKind.TEXT, Item::peer, "the actor at the other end")
                  .required("opener", FieldKind.TEXT, Item::opener, "which of the two opened it")
                  .required(
                      "opened",
                      FieldKind.TIME,
                      Item::openedMillis,
                      "when the actor opened or accepted it")
                  .required(
                      "height",
                      FieldKind.WHOLE,
                      Item::height,
                      "the actor's block that opened or accepted it")
                  .make(in -> new Item(in.next(), in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /**
   * An open channel.
   *
   * @param channel its id
   * @param peer the actor at the other end
   * @param opener which of the two opened it
   * @param openedMillis when the actor opened or accepted it, in milliseconds since 1970 UTC
   * @param height the actor's block that opened or accepted it
   */
  public record Item(String channel, String peer, String opener, long openedMillis, long height) {}

  /** The number of channels listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<ActorChannels, Item, Result> operation() {
    return OPERATION;
  }
}
