package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Removes a label, or one blob from it. The content itself stays. */
public record StoreUnlabel(String label, @Nullable String ref, @Nullable String store)
    implements Request<StoreUnlabel.Result> {
  /** The operation. */
  public static final Operation<StoreUnlabel, Result> OPERATION =
      Operation.of(
          "StoreUnlabel",
          "Removes a label, or one content from it. The content stays until StoreGc finds that nothing names it.",
          () ->
              FieldTable.<StoreUnlabel>of()
                  .required("label", FieldKind.TEXT, StoreUnlabel::label, "the label")
                  .optional(
                      "ref",
                      FieldKind.TEXT,
                      StoreUnlabel::ref,
                      "the content; without it, the whole label goes")
                  .optional("store", FieldKind.TEXT, StoreUnlabel::store, StoreFields.STORE)
                  .make(in -> new StoreUnlabel(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("label", FieldKind.TEXT, Result::label, "the label")
                  .nullable(
                      "hash",
                      FieldKind.CONTENT_HASH,
                      Result::hash,
                      "the content that was removed from it; null for the whole label")
                  .make(in -> new Result(in.next(), in.next())));

  /** The label, or the blob in it, is removed, which is durable. */
  public record Result(String label, @Nullable String hash) {}

  @Override
  public Operation<StoreUnlabel, Result> operation() {
    return OPERATION;
  }
}
