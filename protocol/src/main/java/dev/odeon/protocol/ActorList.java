package dev.odeon.protocol;

import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Lists the actors of the tenant.
 *
 * @param all whether to include plug-ins, unloaded ones too
 */
public record ActorList(boolean all) implements StreamRequest<ActorList.Item, ActorList.Result> {
  /** The fields of an entry. */
  static final FieldTable<Item> ITEM =
      FieldTable.<Item>of()
          .required("actor", FieldKind.TEXT, Item::actor, "the actor")
          .required("status", FieldKind.TEXT, Item::status, "its status")
          .nullable("reason", FieldKind.TEXT, Item::reason, "why it does not run")
          .required("blocks", FieldKind.WHOLE, Item::blocks, "how many blocks it has")
          .required("height", FieldKind.WHOLE, Item::height, "the height of the last block")
          .required("hash", FieldKind.HASH, Item::hash, "the hash of the last block")
          .required("time", FieldKind.TIME, Item::timeMillis, "when that was made")
          .required("module", FieldKind.HASH, Item::module, "the hash of the module")
          .required("manifest", FieldKind.HASH, Item::manifest, "the hash of the manifest")
          .make(in ->
              new Item(
                  in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                  in.next(), in.next()));

  /** The operation. */
  public static final StreamOperation<ActorList, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorList",
          "Lists the actors of the tenant.",
          () ->
              FieldTable.<ActorList>of()
                  .optional(
                      "all",
                      FieldKind.FLAG,
                      false,
                      ActorList::all,
                      "include plug-ins (category binary), also unloaded ones, and removed actors")
                  .make(in -> new ActorList(in.next())),
          () -> ITEM,
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /**
   * An actor and its last block.
   *
   * @param reason why the actor does not run; null if it does
   * @param timeMillis when the last block was made, in milliseconds since 1970 UTC
   */
  public record Item(
      String actor,
      String status,
      @Nullable String reason,
      long blocks,
      long height,
      Hash hash,
      long timeMillis,
      Hash module,
      Hash manifest) {}

  /** The number of actors listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<ActorList, Item, Result> operation() {
    return OPERATION;
  }
}
