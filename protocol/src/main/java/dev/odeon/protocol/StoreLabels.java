package dev.odeon.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the labels of a store, or one of them. */
public record StoreLabels(@Nullable String label, @Nullable String store)
    implements StreamRequest<StoreLabels.Item, StoreLabels.Result> {
  /** The operation. */
  public static final StreamOperation<StoreLabels, Item, Result> OPERATION =
      StreamOperation.of(
          "StoreLabels",
          "Lists the labels of a store, or one of them, one item a label. The labels of chain heads are not listed.",
          () ->
              FieldTable.<StoreLabels>of()
                  .optional("label", FieldKind.TEXT, StoreLabels::label, "one label; else all")
                  .optional("store", FieldKind.TEXT, StoreLabels::store, StoreFields.STORE)
                  .make(in -> new StoreLabels(in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("label", FieldKind.TEXT, Item::label, "the label")
                  .required(
                      "references",
                      FieldKind.list(FieldKind.CONTENT_HASH),
                      Item::references,
                      "the hashes it points to, oldest first")
                  .optional(
                      "sizes",
                      FieldKind.list(FieldKind.WHOLE),
                      Item::sizes,
                      "of one label: the size of each; -1 if it is missing")
                  .optional(
                      "damaged", FieldKind.TEXT, Item::damaged, "why the label cannot be read")
                  .make(in -> new Item(in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many labels there are")
                  .make(in -> new Result(in.next())));

  /**
   * A label.
   *
   * @param references the hashes that it points to, oldest first; empty if the label is damaged
   * @param sizes the size of each in bytes if one label was requested, -1 for missing content
   * @param damaged why the label cannot be read; null if it can
   */
  public record Item(
      String label,
      List<String> references,
      @Nullable List<Long> sizes,
      @Nullable String damaged) {}

  /** The number of labels listed. */
  public record Result(long count) {}

  @Override
  public StreamOperation<StoreLabels, Item, Result> operation() {
    return OPERATION;
  }
}
