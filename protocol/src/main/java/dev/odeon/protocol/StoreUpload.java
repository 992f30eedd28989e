package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Uploads content in pieces, for {@link StorePut} to store.
 *
 * @param upload the id of the upload; null to begin one
 * @param content the next piece
 */
public record StoreUpload(@Nullable String upload, Bytes content)
    implements Request<StoreUpload.Result> {
  /** The operation. */
  public static final Operation<StoreUpload, Result> OPERATION =
      Operation.of(
          "StoreUpload",
          "Brings content of any size piece by piece; StorePut with the upload stores it. An upload that gets no piece for a minute is given up when others need its place.",
          () ->
              FieldTable.<StoreUpload>of()
                  .optional(
                      "upload",
                      FieldKind.TEXT,
                      StoreUpload::upload,
                      "the upload that goes on; without it one begins")
                  .required(
                      "content",
                      FieldKind.BYTES,
                      StoreUpload::content,
                      "the next piece, perhaps empty")
                  .make(in -> new StoreUpload(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("upload", FieldKind.TEXT, Result::upload, "the upload")
                  .required("size", FieldKind.WHOLE, Result::size, "how many bytes have come")
                  .make(in -> new Result(in.next(), in.next())));

  /** The id of the upload, and the number of bytes received so far. */
  public record Result(String upload, long size) {}

  @Override
  public Operation<StoreUpload, Result> operation() {
    return OPERATION;
  }
}
