package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Lists all content of the home, sorted by hash.
 *
 * @param prefix only content whose hash begins with these hex digits; null for all
 */
public record StoreList(@Nullable String prefix)
    implements StreamRequest<StoreList.Item, StoreList.Result> {
  /** The operation. */
  public static final StreamOperation<StoreList, Item, Result> OPERATION =
      StreamOperation.of(
          "StoreList",
          "Lists all content of the home, sorted by hash. For the tenant default alone.",
          () ->
              FieldTable.<StoreList>of()
                  .optional(
                      "prefix",
                      FieldKind.TEXT,
                      StoreList::prefix,
                      "only content whose hash begins with these hex digits; else all")
                  .make(in -> new StoreList(in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("hash", FieldKind.CONTENT_HASH, Item::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Item::size, "its size in bytes")
                  .make(in -> new Item(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /** All content. */
  public StoreList() {
    this(null);
  }

  /** One blob. */
  public record Item(String hash, long size) {}

  /** The number of blobs listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<StoreList, Item, Result> operation() {
    return OPERATION;
  }
}
