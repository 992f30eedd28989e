package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of the tenant's actors in the order of the log, and follows them.
 *
 * @param filter which blocks and events
 * @param start where to begin
 * @param raw whether to return the encoded bytes that the chain keeps instead of decoded fields
 * @param follow whether to go on with the blocks to come, until the request is cancelled
 */
public record Events(Filter filter, Start start, boolean raw, boolean follow)
    implements StreamRequest<Events.Item, Events.Result> {
  private static final int TYPES_MAX = 32;

  private static final FieldTable<Filter> FILTER =
      FieldTable.<Filter>of()
          .optional("actor", FieldKind.TEXT, Filter::actor, "the actor; else all of the tenant")
          .optional("category", FieldKind.TEXT, Filter::category, "only actors of this category")
          .optional(
              "types",
              FieldKind.list(FieldKind.TEXT, TYPES_MAX),
              Filter::typesOrNull,
              "only events of these kinds or names")
          .optional(
              "correlation",
              FieldKind.TEXT,
              Filter::correlation,
              "only blocks of this undertaking: of messages with this correlation, or with this id and none")
          .make(in -> new Filter(in.next(), in.next(), in.next(), in.next()));

  private static final FieldTable<Start> START =
      FieldTable.<Start>of()
          .optional(
              "after",
              FieldKind.TEXT,
              Start::after,
              "the position after which to begin: of the last item that was read")
          .optional(
              "since", FieldKind.TIME, Start::sinceMillis, "only blocks of this time or later")
          .optional(
              "from", FieldKind.COUNT, Start::from, "the height of the actor's block to begin with")
          .optional(
              "last",
              FieldKind.COUNT,
              Start::last,
              "only so many of the blocks that are there, the last of them; 0 for the new ones alone")
          .make(in -> new Start(in.next(), in.next(), in.next(), in.next()));

  /** The operation. */
  public static final StreamOperation<Events, Item, Result> OPERATION =
      StreamOperation.of(
          "Events",
          "Gives the blocks of all actors of the tenant, or of one, in the order of the log, one item a block; with follow, also those to come.",
          () ->
              FieldTable.<Events>of()
                  .inline(FILTER, Events::filter)
                  .inline(START, Events::start)
                  .optional(
                      "raw",
                      FieldKind.FLAG,
                      false,
                      Events::raw,
                      "give the bytes that the chain keeps instead of what they say")
                  .optional(
                      "follow",
                      FieldKind.FLAG,
                      false,
                      Events::follow,
                      "go on with new blocks as they become durable, until the request is cancelled")
                  .make(in -> new Events(in.next(FILTER), in.next(START), in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required(
                      "position",
                      FieldKind.TEXT,
                      Item::position,
                      "the position of the block's last event: begin after it to go on")
                  .required("actor", FieldKind.TEXT, Item::actor, "the actor")
                  .required("height", FieldKind.WHOLE, Item::height, "the block's height")
                  .required("hash", FieldKind.HASH, Item::hash, "the block's hash")
                  .required("time", FieldKind.TIME, Item::timeMillis, "when it was made")
                  .inline(OutcomeFields.TABLE, Item::outcome)
                  .nullable("fuel", FieldKind.WHOLE, Item::fuel, "the fuel that the turn used")
                  .required(
                      "indices",
                      FieldKind.list(FieldKind.WHOLE),
                      Item::indices,
                      "the indices of the events that were asked for")
                  .optional(
                      "events",
                      FieldKind.list(FieldKind.JSON),
                      Item::events,
                      "what these events say: kind, name, and what belongs to the kind")
                  .optional(
                      "header_base64",
                      FieldKind.BASE64,
                      Item::header,
                      "with raw: the header's bytes")
                  .optional(
                      "events_base64",
                      FieldKind.list(FieldKind.BASE64),
                      Item::encodedEvents,
                      "with raw: the bytes of each event of the block")
                  .optional(
                      "caught_up",
                      FieldKind.FLAG,
                      false,
                      Item::caughtUp,
                      "no further block was there when this one was sent")
                  .make(in ->
                      new Item(
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(OutcomeFields.TABLE),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("blocks", FieldKind.WHOLE, Result::blocks, "how many blocks were given")
                  .nullable(
                      "position",
                      FieldKind.TEXT,
                      Result::position,
                      "the last position that there was; null in an empty home")
                  .make(in -> new Result(in.next(), in.next())));

  /**
   * Which blocks and events; what is null or empty leaves nothing out.
   *
   * @param types the kinds or names of events, any of them
   * @param correlation the correlation of the block's message, or its id if it has none
   */
  public record Filter(
      @Nullable String actor,
      @Nullable String category,
      List<String> types,
      @Nullable String correlation) {
    /** Every block. */
    public static final Filter ALL = new Filter(null, null, List.of(), null);

    /** Copies the list. */
    public Filter {
      types = types == null ? List.of() : List.copyOf(types);
    }

    /** Every block of an actor. */
    public static Filter of(String actor) {
      return new Filter(actor, null, List.of(), null);
    }

    @Nullable List<String> typesOrNull() {
      return types.isEmpty() ? null : types;
    }
  }

  /**
   * Where to begin: with the first block there is, unless one of these says otherwise.
   *
   * @param after the position of the last event that is not wanted any more
   * @param sinceMillis the earliest time, in milliseconds since 1970 UTC
   * @param from the height to begin with; only where an actor is named
   * @param last how many blocks of those that are there, the last of them; with {@code from} or
   *     alone
   */
  public record Start(
      @Nullable String after,
      @Nullable Long sinceMillis,
      @Nullable Long from,
      @Nullable Long last) {
    /** The first block there is. */
    public static final Start BEGINNING = new Start(null, null, null, null);

    /** The first block to come. */
    public static final Start NOW = new Start(null, null, null, 0L);

    /** After the last item that was read. */
    public static Start after(String position) {
      return new Start(position, null, null, null);
    }
  }

  /**
   * One block.
   *
   * @param position {@code <sequence>.<index>} of its last event
   * @param timeMillis when the block was made, in milliseconds since 1970 UTC
   * @param fuel the fuel that the turn used; null if it is not recorded
   * @param indices which of its events were asked for
   * @param events those events, decoded; null if the request is raw
   * @param header the header as the chain keeps it; null unless the request is raw
   * @param encodedEvents all events as the chain keeps them; null unless the request is raw
   * @param caughtUp whether no further block was there yet
   */
  public record Item(
      String position,
      String actor,
      long height,
      Hash hash,
      long timeMillis,
      Outcome outcome,
      @Nullable Long fuel,
      List<Long> indices,
      @Nullable List<JsonFields> events,
      @Nullable Bytes header,
      @Nullable List<Bytes> encodedEvents,
      boolean caughtUp) {}

  /**
   * The end of a request that does not follow.
   *
   * @param position where the log ended; null if it is empty
   */
  public record Result(long blocks, @Nullable String position) {}

  @Override
  public StreamOperation<Events, Item, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isEndless() {
    return follow;
  }
}
