package dev.odeon.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the metadata of content. */
public record StoreShow(String ref, @Nullable String store) implements Request<StoreShow.Result> {
  /** The operation. */
  public static final Operation<StoreShow, Result> OPERATION =
      Operation.of(
          "StoreShow",
          "Tells the hash, size, age, media type and labels of content.",
          () ->
              FieldTable.<StoreShow>of()
                  .required("ref", FieldKind.TEXT, StoreShow::ref, StoreFields.REF)
                  .optional("store", FieldKind.TEXT, StoreShow::store, StoreFields.STORE)
                  .make(in -> new StoreShow(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("hash", FieldKind.CONTENT_HASH, Result::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Result::size, "its size in bytes")
                  .nullable(
                      "created",
                      FieldKind.TEXT,
                      Result::created,
                      "when it was stored, if that is known")
                  .nullable("media_type", FieldKind.TEXT, Result::mediaType, "its media type")
                  .required(
                      "labels",
                      FieldKind.list(FieldKind.TEXT),
                      Result::labels,
                      "the labels of that store that point to it")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next(), in.next())));

  /**
   * The metadata.
   *
   * @param size the size in bytes
   * @param created when it was stored, ISO 8601; null if that is unknown
   * @param labels the labels of the store that point to it
   */
  public record Result(
      String hash,
      long size,
      @Nullable String created,
      @Nullable String mediaType,
      List<String> labels) {}

  @Override
  public Operation<StoreShow, Result> operation() {
    return OPERATION;
  }
}
