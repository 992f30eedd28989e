package dev.odeon.protocol;

/** Lists all content of the home, sorted by hash. */
public record StoreList() implements StreamRequest<StoreList.Item, StoreList.Result> {
  /** The operation. */
  public static final StreamOperation<StoreList, Item, Result> OPERATION =
      StreamOperation.of(
          "StoreList",
          "Lists all content of the home, sorted by hash. For the tenant default alone.",
          () -> FieldTable.none(new StoreList()),
          () ->
              FieldTable.<Item>of()
                  .required("hash", FieldKind.TEXT, Item::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Item::size, "its size in bytes")
                  .make(in -> new Item(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /** One blob. */
  public record Item(String hash, long size) {}

  /** The number of blobs listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<StoreList, Item, Result> operation() {
    return OPERATION;
  }
}
