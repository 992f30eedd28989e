package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Asks something of the content store. Answered by {@link Response.Told}. A {@code ref} is {@code
 * store:<label>}, {@code store:hash:<64 hex digits>}, or the digits alone; {@code store} says whose
 * labels are meant, null for the store {@code default}.
 */
public sealed interface StoreRequest extends Request {
  /**
   * Puts content.
   *
   * @param content the content; null where {@code path} is given
   * @param path a file that the server reads it from
   * @param label a label for it
   * @param replace whether the label stands for nothing else then
   * @param mediaType what it is
   */
  record StorePut(
      @Nullable Bytes content,
      @Nullable String path,
      @Nullable String label,
      boolean replace,
      @Nullable String mediaType,
      @Nullable String store)
      implements StoreRequest {
    /** Requires one of content and path. */
    public StorePut {
      if ((content == null) == (path == null)) {
        throw new IllegalArgumentException(
            "give one of the fields 'content', 'content_base64' and 'path'");
      }
    }
  }

  /**
   * Asks for content, as much as fits into one answer.
   *
   * @param offset from which byte on
   * @param length how many bytes; null for as many as one answer takes
   */
  record StoreGet(String ref, long offset, @Nullable Long length, @Nullable String store)
      implements StoreRequest {}

  /** Asks what is known of a content. */
  record StoreShow(String ref, @Nullable String store) implements StoreRequest {}

  /** Notes what a content is. */
  record StoreDescribe(String ref, String mediaType, @Nullable String store)
      implements StoreRequest {}

  /**
   * Adds a content to a label.
   *
   * @param replace whether the label stands for nothing else then
   */
  record StoreLabel(String label, String ref, boolean replace, @Nullable String store)
      implements StoreRequest {}

  /** Removes a label, or one content from it. */
  record StoreUnlabel(String label, @Nullable String ref, @Nullable String store)
      implements StoreRequest {}

  /** Lists the labels, or what one stands for. */
  record StoreLabels(@Nullable String label, @Nullable String store) implements StoreRequest {}

  /** Asks how much the home keeps. */
  record StoreSize() implements StoreRequest {}

  /** Lists what the home keeps, in the order of the hashes, after {@code after}. */
  record StoreList(@Nullable String after) implements StoreRequest {}

  /**
   * Removes what nothing names.
   *
   * @param dryRun whether it only tells what would go
   * @param graceSeconds keeps what was put so lately; null for the default
   * @param each whether it also tells what becomes of each content, and why
   */
  record StoreGc(boolean dryRun, @Nullable Long graceSeconds, boolean each)
      implements StoreRequest {}

  /** Makes a store. */
  record StoreNew(String store) implements StoreRequest {}

  /** Lists the stores of the tenant. */
  record StoreStores() implements StoreRequest {}
}
