package dev.odeon.cli.theater;

import dev.odeon.base.DiskFile;
import dev.odeon.cli.Backend;
import dev.odeon.cli.ContentSender;
import dev.odeon.cli.StoreGetStream;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.StoreLabel;
import dev.odeon.protocol.StoreLabels;
import dev.odeon.protocol.StoreList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A store as an import from Theater and an export to it need it. Any number of threads.
 *
 * @param backend who has it
 * @param name which
 */
public record TheaterStore(Backend backend, String name) {
  /** Stores the content of {@code file}, which is open and lies at {@code path}; its hash. */
  String put(DiskFile file, Path path) {
    ContentSender sender = new ContentSender(backend, null, false, null, name);
    return sender.put(file, path, ProgressListener.UNHEARD).hash();
  }

  /** Whether the content {@code hash}, read back, has that SHA-1. */
  boolean holds(String hash, String sha1) {
    try (InputStream stream = open(hash)) {
      return Sha1.of(stream).equals(sha1);
    } catch (IOException e) {
      throw new IllegalStateException("content fails with exceptions of its own", e);
    }
  }

  /** The bytes of the content {@code hash}. */
  InputStream open(String hash) {
    return StoreGetStream.whole(backend, hash);
  }

  /** Gives the hashes of all content of the home, in no order. */
  void each(Consumer<String> hashes) {
    StoreList.Result _ = backend.stream(new StoreList(), item -> hashes.accept(item.hash()));
  }

  /** The labels and the hashes that each points to. */
  SortedMap<String, List<String>> labels() {
    SortedMap<String, List<String>> labels = new TreeMap<>();
    StoreLabels.Result _ =
        backend.stream(
            new StoreLabels(null, name), item -> labels.put(item.label(), item.references()));
    return labels;
  }

  /** Adds content to a label. */
  void add(String label, String hash) {
    StoreLabel.Result _ = backend.ask(new StoreLabel(label, hash, false, name));
  }
}
