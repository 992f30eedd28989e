package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.host.capability.StoreView;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Contents;
import dev.odeon.store.Entry;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.MemoryContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store in memory, where changes are seen at once. */
final class MemoryView implements StoreView {
  final Contents contents = MemoryContents.create();
  final Map<String, TreeMap<Label, List<ContentRef>>> stores = new HashMap<>();
  boolean full;

  MemoryView() {
    stores.put("default", new TreeMap<>());
  }

  @Override
  public ContentRef put(Bytes content) {
    return contents.put(content);
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return contents.size(ref);
  }

  @Override
  public Bytes get(ContentRef ref) {
    return contents.get(ref);
  }

  @Override
  public void contents(Consumer<Entry> visitor) {
    contents.list(visitor);
  }

  @Override
  public long contentBytes() {
    return contents.totals().logicalBytes();
  }

  @Override
  public boolean hasStore(String id) {
    return stores.containsKey(id);
  }

  @Override
  public List<ContentRef> labelled(String store, Label label) {
    return stores.get(store).getOrDefault(label, List.of());
  }

  @Override
  public List<Label> labels(String store) {
    return List.copyOf(stores.get(store).keySet());
  }

  @Override
  public boolean created(String id) {
    return !full && stores.put(id, new TreeMap<>()) == null;
  }

  @Override
  public boolean changed(String store, LabelChange change) {
    if (full) {
      return false;
    }
    Label label = change.label();
    List<ContentRef> refs = new ArrayList<>(labelled(store, label));
    switch (change) {
      case LabelChange.Add(_, ContentRef ref) -> refs.add(ref);
      case LabelChange.RemoveReference(_, ContentRef ref) -> refs.remove(ref);
      case LabelChange.RemoveLabel _ -> refs.clear();
      case LabelChange.Replace(_, ContentRef ref) -> {
        refs.clear();
        refs.add(ref);
      }
    }
    if (refs.isEmpty()) {
      stores.get(store).remove(label);
    } else {
      stores.get(store).put(label, refs);
    }
    return true;
  }
}
