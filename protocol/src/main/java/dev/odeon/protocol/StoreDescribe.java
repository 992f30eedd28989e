package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Sets the media type of stored content. The hash does not change. */
public record StoreDescribe(String ref, String mediaType, @Nullable String store)
    implements Request<StoreDescribe.Result> {
  /** The operation. */
  public static final Operation<StoreDescribe, Result> OPERATION =
      Operation.of(
          "StoreDescribe",
          "Sets the media type of stored content. The hash does not change.",
          () ->
              FieldTable.<StoreDescribe>of()
                  .required("ref", FieldKind.TEXT, StoreDescribe::ref, StoreFields.REF)
                  .required(
                      "media_type",
                      FieldKind.TEXT,
                      StoreDescribe::mediaType,
                      StoreFields.MEDIA_TYPE)
                  .optional("store", FieldKind.TEXT, StoreDescribe::store, StoreFields.STORE)
                  .make(in -> new StoreDescribe(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("hash", FieldKind.CONTENT_HASH, Result::hash, StoreFields.HASH)
                  .required("media_type", FieldKind.TEXT, Result::mediaType, "its media type")
                  .make(in -> new Result(in.next(), in.next())));

  /** The media type is set, which is durable. */
  public record Result(String hash, String mediaType) {}

  @Override
  public Operation<StoreDescribe, Result> operation() {
    return OPERATION;
  }
}
