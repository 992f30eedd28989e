package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Content by its hash. Any number of threads may use it. Every method throws {@link
 * StoreException}; none hands out bytes that do not have the hash they were asked for by, but for a
 * stream, which says so at its end.
 */
public interface Contents {
  /** Keeps {@code content}. It is durable on return; what is known already writes nothing. */
  ContentRef put(Bytes content);

  /** Keeps what {@code content} has until its end. It is not closed. */
  ContentRef put(InputStream content, Progress progress);

  /** Keeps what {@code content} has; it is hashed first where it seems to be known. */
  ContentRef put(Source content, Progress progress);

  /**
   * The bytes of {@code ref}, from the first. The stream throws {@link StoreException.Damaged}
   * instead of telling the end if they do not have the hash.
   *
   * @throws StoreException.Missing if there is no such content
   */
  InputStream open(ContentRef ref);

  /**
   * The bytes of {@code ref}, checked.
   *
   * @throws StoreException.Missing if there is no such content
   * @throws StoreException.TooLarge if they do not fit into an array
   */
  Bytes get(ContentRef ref);

  /**
   * {@code length} bytes of {@code ref} from {@code offset}, fewer where the content ends before.
   * They are checked with the chunks that they are in, not with the whole.
   *
   * @throws StoreException.Missing if there is no such content
   */
  Bytes get(ContentRef ref, long offset, int length);

  /** Whether there is such content. */
  boolean exists(ContentRef ref);

  /** The size of {@code ref} in bytes, if there is such content. */
  OptionalLong size(ContentRef ref);

  /** Tells {@code visitor} all contents, by hash, ascending. */
  void list(Consumer<Entry> visitor);

  /** Removes {@code ref}, whatever names it; returns whether it was there. */
  boolean remove(ContentRef ref);

  /** How much there is. */
  Totals totals();

  /** Somebody is likely to want {@code ref} soon: it may be brought nearer. Never fails. */
  void prefetch(ContentRef ref);

  /** How the cache in memory does; all zeros without one. */
  CacheStats cache();
}
