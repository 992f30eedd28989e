package dev.odeon.cli;

import dev.odeon.base.DiskFile;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * A store as an import and an export need it: opened by this process, or behind a server. Any
 * thread.
 */
interface Shelf {
  /** Keeps the content of {@code file}, which is open and lies at {@code path}. */
  ContentRef put(DiskFile file, Path path);

  /** Whether {@code ref}, which was put from {@code file}, has the SHA-1 {@code sha1}. */
  boolean holds(ContentRef ref, DiskFile file, String sha1);

  /**
   * The content of {@code ref}.
   *
   * @throws dev.odeon.store.StoreException if it is missing, or damaged
   * @throws Failure if a server cannot give it
   */
  InputStream open(ContentRef ref);

  /** Gives all contents of the home, in no order. */
  void contents(Consumer<ContentRef> each);

  /** The labels and what each stands for. */
  SortedMap<Label, List<ContentRef>> labels();

  /** Has {@code label} stand for {@code ref} too. */
  void add(Label label, ContentRef ref);
}
