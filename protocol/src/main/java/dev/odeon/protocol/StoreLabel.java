package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Adds content to a label.
 *
 * @param replace whether to replace everything that the label points to
 */
public record StoreLabel(String label, String ref, boolean replace, @Nullable String store)
    implements Request<StoreLabel.Result> {
  /** The operation. */
  public static final Operation<StoreLabel, Result> OPERATION =
      Operation.of(
          "StoreLabel",
          "Adds content to a label.",
          () ->
              FieldTable.<StoreLabel>of()
                  .required(
                      "label",
                      FieldKind.TEXT,
                      StoreLabel::label,
                      "the label; it is made if need be")
                  .required("ref", FieldKind.TEXT, StoreLabel::ref, StoreFields.REF)
                  .optional(
                      "replace",
                      FieldKind.FLAG,
                      false,
                      StoreLabel::replace,
                      "replace everything the label pointed to")
                  .optional("store", FieldKind.TEXT, StoreLabel::store, StoreFields.STORE)
                  .make(in -> new StoreLabel(in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("label", FieldKind.TEXT, Result::label, "the label")
                  .required("hash", FieldKind.CONTENT_HASH, Result::hash, "the content's hash")
                  .required(
                      "added",
                      FieldKind.FLAG,
                      Result::added,
                      "false if the label pointed to it before")
                  .make(in -> new Result(in.next(), in.next(), in.next())));

  /**
   * The label points to the content, which is durable; {@code added} is false if it already did.
   */
  public record Result(String label, String hash, boolean added) {}

  @Override
  public Operation<StoreLabel, Result> operation() {
    return OPERATION;
  }
}
