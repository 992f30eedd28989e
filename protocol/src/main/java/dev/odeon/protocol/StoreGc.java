package dev.odeon.protocol;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Removes content that nothing references.
 *
 * @param dryRun whether to report only and delete nothing
 * @param graceSeconds keeps content that was stored within the last so many seconds; null for the
 *     default
 * @param each whether to return an item with the decision for each blob
 */
public record StoreGc(boolean dryRun, @Nullable Long graceSeconds, boolean each)
    implements StreamRequest<StoreGc.Item, StoreGc.Result> {
  /** The operation. */
  public static final StreamOperation<StoreGc, Item, Result> OPERATION =
      StreamOperation.of(
          "StoreGc",
          "Removes content that no label, chain, snapshot or module names. For the tenant default alone.",
          () ->
              FieldTable.<StoreGc>of()
                  .optional(
                      "dry_run",
                      FieldKind.FLAG,
                      false,
                      StoreGc::dryRun,
                      "report only; delete nothing")
                  .optional(
                      "grace_s",
                      FieldKind.COUNT,
                      StoreGc::graceSeconds,
                      "keep content stored within the last so many seconds; else 3600")
                  .optional(
                      "each",
                      FieldKind.FLAG,
                      false,
                      StoreGc::each,
                      "also give an item for each blob")
                  .make(in -> new StoreGc(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("hash", FieldKind.CONTENT_HASH, Item::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Item::size, "its size in bytes")
                  .required("kept", FieldKind.FLAG, Item::kept, "whether it stays")
                  .required("references", FieldKind.WHOLE, Item::references, "how many name it")
                  .nullable("why", FieldKind.TEXT, Item::why, "why it stays")
                  .make(in -> new Item(in.next(), in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required(
                      "dry_run", FieldKind.FLAG, Result::dryRun, "whether nothing was deleted")
                  .required("kept", FieldKind.WHOLE, Result::kept, "how many blobs stay")
                  .required("kept_bytes", FieldKind.WHOLE, Result::keptBytes, "their size")
                  .required(
                      "kept_why",
                      FieldKind.COUNTS,
                      Result::keptWhy,
                      "how many stay for which reason")
                  .required(
                      "references",
                      FieldKind.WHOLE,
                      Result::references,
                      "how many names were found")
                  .required("removed", FieldKind.WHOLE, Result::removed, "how many blobs go")
                  .required("removed_bytes", FieldKind.WHOLE, Result::removedBytes, "their size")
                  .required(
                      "packs_removed", FieldKind.WHOLE, Result::packsRemoved, "how many packs go")
                  .required(
                      "packs_rewritten",
                      FieldKind.WHOLE,
                      Result::packsRewritten,
                      "how many packs are rewritten")
                  .required(
                      "disk_bytes_freed",
                      FieldKind.WHOLE,
                      Result::diskBytesFreed,
                      "what that frees")
                  .required(
                      "problems",
                      FieldKind.list(FieldKind.TEXT),
                      Result::problems,
                      "what is damaged")
                  .make(StoreGc::result));

  private static Result result(FieldTable.Values in) {
    return new Result(
        in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
        in.next(), in.next(), in.next());
  }

  /** The decision for one blob; {@code why} is null if the blob is removed. */
  public record Item(String hash, long size, boolean kept, long references, @Nullable String why) {}

  /** The totals that were kept and removed, or would be in a dry run. */
  public record Result(
      boolean dryRun,
      long kept,
      long keptBytes,
      SortedMap<String, Long> keptWhy,
      long references,
      long removed,
      long removedBytes,
      long packsRemoved,
      long packsRewritten,
      long diskBytesFreed,
      List<String> problems) {}

  @Override
  public StreamOperation<StoreGc, Item, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return false;
  }
}
