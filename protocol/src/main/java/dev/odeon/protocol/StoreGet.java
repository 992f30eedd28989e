package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads content, at most as much as fits into one response.
 *
 * @param offset the first byte, 0-based
 * @param length the number of bytes; null for as many as one response takes
 */
public record StoreGet(String ref, long offset, @Nullable Long length, @Nullable String store)
    implements Request<StoreGet.Result> {
  /** The operation. */
  public static final Operation<StoreGet, Result> OPERATION =
      Operation.of(
          "StoreGet",
          "Gives bytes of content, at most 4 MiB at a time.",
          () ->
              FieldTable.<StoreGet>of()
                  .required("ref", FieldKind.TEXT, StoreGet::ref, StoreFields.REF)
                  .optional(
                      "offset", FieldKind.COUNT, 0L, StoreGet::offset, "the first byte; else 0")
                  .optional(
                      "length",
                      FieldKind.COUNT,
                      StoreGet::length,
                      "how many bytes; else as many as fit")
                  .optional("store", FieldKind.TEXT, StoreGet::store, StoreFields.STORE)
                  .make(in -> new StoreGet(in.next(), in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("hash", FieldKind.CONTENT_HASH, Result::hash, StoreFields.HASH)
                  .required("size", FieldKind.WHOLE, Result::size, "the size of the whole")
                  .required("offset", FieldKind.WHOLE, Result::offset, "where these bytes begin")
                  .required(
                      "content",
                      FieldKind.DATA,
                      Result::content,
                      "the bytes; ask on until you have size")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next())));

  /**
   * A part of the content.
   *
   * @param size the size of the whole content in bytes
   */
  public record Result(String hash, long size, long offset, Bytes content) {}

  @Override
  public Operation<StoreGet, Result> operation() {
    return OPERATION;
  }
}
