package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Stores content. Exactly one of {@code content}, {@code path} and {@code upload} is given.
 *
 * @param content the content itself
 * @param path a file that the server reads
 * @param upload the id of a {@link StoreUpload}
 * @param label a label to add it to
 * @param replace whether to replace everything that the label points to
 * @param mediaType the media type
 * @param store the store of the label; null for the store {@code default}
 */
public record StorePut(
    @Nullable Bytes content,
    @Nullable String path,
    @Nullable String upload,
    @Nullable String label,
    boolean replace,
    @Nullable String mediaType,
    @Nullable String store)
    implements Request<StorePut.Result> {
  /** The operation. */
  public static final Operation<StorePut, Result> OPERATION =
      Operation.of(
          "StorePut",
          "Stores content. What is known already is not written again.",
          () ->
              FieldTable.<StorePut>of()
                  .optional("content", FieldKind.BYTES, StorePut::content, "the content; or")
                  .optional(
                      "path",
                      FieldKind.TEXT,
                      StorePut::path,
                      "a file of any size that the server reads; or")
                  .optional(
                      "upload", FieldKind.TEXT, StorePut::upload, "what StoreUpload has brought")
                  .optional("label", FieldKind.TEXT, StorePut::label, "add it to this label")
                  .optional(
                      "replace",
                      FieldKind.FLAG,
                      false,
                      StorePut::replace,
                      "the label points to nothing else afterwards")
                  .optional(
                      "media_type", FieldKind.TEXT, StorePut::mediaType, StoreFields.MEDIA_TYPE)
                  .optional("store", FieldKind.TEXT, StorePut::store, StoreFields.STORE)
                  .make(in ->
                      new StorePut(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                          in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("hash", FieldKind.CONTENT_HASH, Result::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Result::size, "its size in bytes")
                  .nullable("label", FieldKind.TEXT, Result::label, "the label")
                  .nullable("media_type", FieldKind.TEXT, Result::mediaType, "the media type")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next())));

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException unless exactly one of content, path and upload is given, or
   *     for {@code replace} without a label
   */
  public StorePut {
    int given = (content == null ? 0 : 1) + (path == null ? 0 : 1) + (upload == null ? 0 : 1);
    if (given != 1) {
      throw new IllegalArgumentException(
          "give one of the fields 'content', 'content_base64', 'path' and 'upload'");
    }
    if (replace && label == null) {
      throw new IllegalArgumentException("field 'replace' is about a label: give 'label', too");
    }
  }

  /** The content is stored, which is durable. */
  public record Result(
      String hash, long size, @Nullable String label, @Nullable String mediaType) {}

  @Override
  public Operation<StorePut, Result> operation() {
    return OPERATION;
  }
}
