package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of an actor.
 *
 * @param from the first height
 * @param to the last height, inclusive; null for the head
 * @param raw whether to return the encoded bytes that the chain keeps instead of decoded fields
 * @param last only so many blocks, the last of them; null for all
 */
public record ActorEvents(
    String actor, long from, @Nullable Long to, boolean raw, @Nullable Long last)
    implements StreamRequest<ActorEvents.Item, ActorEvents.Result> {
  private static final FieldKind<List<Bytes>> ENCODED = FieldKind.list(FieldKind.BASE64);

  /** The operation. */
  public static final StreamOperation<ActorEvents, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorEvents",
          "Gives the blocks of an actor with their events, one item a block.",
          () ->
              FieldTable.<ActorEvents>of()
                  .required("actor", FieldKind.TEXT, ActorEvents::actor, "the actor")
                  .optional(
                      "from", FieldKind.COUNT, 0L, ActorEvents::from, "the first height; else 0")
                  .optional(
                      "to",
                      FieldKind.COUNT,
                      ActorEvents::to,
                      "the last height; else the last there is")
                  .optional(
                      "raw",
                      FieldKind.FLAG,
                      false,
                      ActorEvents::raw,
                      "give the bytes that the chain keeps instead of what they say")
                  .optional(
                      "last",
                      FieldKind.COUNT,
                      ActorEvents::last,
                      "only so many blocks, the last of them; else all")
                  .make(
                      in -> new ActorEvents(in.next(), in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("height", FieldKind.WHOLE, Item::height, "the block's height")
                  .required("hash", FieldKind.HASH, Item::hash, "the block's hash")
                  .required("time", FieldKind.TIME, Item::timeMillis, "when it was made")
                  .inline(OutcomeFields.TABLE, Item::outcome)
                  .nullable("fuel", FieldKind.WHOLE, Item::fuel, "the fuel that the turn used")
                  .optional(
                      "events",
                      FieldKind.list(FieldKind.JSON),
                      Item::events,
                      "what the events say: kind, name, and what belongs to the kind")
                  .optional(
                      "header_base64",
                      FieldKind.BASE64,
                      Item::header,
                      "with raw: the header's bytes")
                  .optional(
                      "events_base64",
                      ENCODED,
                      Item::encodedEvents,
                      "with raw: the bytes of each event")
                  .make(in ->
                      new Item(
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(OutcomeFields.TABLE),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("blocks", FieldKind.WHOLE, Result::blocks, "how many blocks were given")
                  .make(in -> new Result(in.next(), in.next())));

  /** The blocks from {@code from} to {@code to}, all of them. */
  public ActorEvents(String actor, long from, @Nullable Long to, boolean raw) {
    this(actor, from, to, raw, null);
  }

  /**
   * One block.
   *
   * @param timeMillis when the block was made, in milliseconds since 1970 UTC
   * @param fuel the fuel that the turn used; null if it is not recorded
   * @param events the decoded events; null if the request is raw
   * @param header the header as the chain keeps it; null unless the request is raw
   * @param encodedEvents the events as the chain keeps them; null unless the request is raw
   */
  public record Item(
      long height,
      Hash hash,
      long timeMillis,
      Outcome outcome,
      @Nullable Long fuel,
      @Nullable List<JsonFields> events,
      @Nullable Bytes header,
      @Nullable List<Bytes> encodedEvents) {}

  /** The number of blocks that were returned as items. */
  public record Result(String actor, long blocks) {}

  @Override
  public StreamOperation<ActorEvents, Item, Result> operation() {
    return OPERATION;
  }
}
