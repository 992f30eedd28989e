package dev.odeon.cli;

import dev.odeon.base.DiskFile;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Source;
import dev.odeon.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The store of a home that this process has open. */
record OwnShelf(Store store, Labels of) implements Shelf {
  @Override
  public ContentRef put(DiskFile file, Path path) {
    return store.put(Source.of(file), _ -> {});
  }

  @Override
  public boolean holds(ContentRef ref, DiskFile file, String sha1) {
    try (InputStream stream = store.open(ref)) {
      return Sha1.of(stream).equals(sha1);
    } catch (IOException e) {
      throw new IllegalStateException("a stream of the store fails with its own exceptions", e);
    }
  }

  @Override
  public InputStream open(ContentRef ref) {
    return store.open(ref);
  }

  @Override
  public void contents(Consumer<ContentRef> each) {
    store.contents().list(entry -> each.accept(entry.ref()));
  }

  @Override
  public SortedMap<Label, List<ContentRef>> labels() {
    SortedMap<Label, List<ContentRef>> labels = new TreeMap<>(Comparator.comparing(Label::name));
    of.list().forEach(label -> labels.put(label, of.get(label)));
    return labels;
  }

  @Override
  public void add(Label label, ContentRef ref) {
    boolean _ = of.add(label, ref);
  }
}
