package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.host.capability.StoreChange;
import dev.odeon.host.capability.StoreView;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Entry;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.Store;
import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The store as a turn that is taken now sees it: over what is in it, the changes of durable blocks
 * that are not made yet, then those of the actor's turns on their way to the disk, then the turn's
 * own. Used by the thread of the turn alone.
 */
final class LiveStore implements StoreView {
  private final Storage storage;
  private final Key actor;
  private final long height;
  private final List<StoreChange> own = new ArrayList<>(0);

  LiveStore(Storage storage, Key actor, long height) {
    this.storage = storage;
    this.actor = actor;
    this.height = height;
  }

  @Override
  public ContentRef put(Bytes content) {
    return store(ContentRef.of(content)).put(content);
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return store(ref).size(ref);
  }

  @Override
  public Bytes get(ContentRef ref) {
    return store(ref).get(ref);
  }

  /** The store, which will not lose {@code ref}: no collection under way, and none that begins. */
  private Store store(ContentRef ref) {
    storage.inUse().add(actor, height, ref);
    Store store = storage.store();
    store.keep(ref);
    return store;
  }

  @Override
  public void contents(Consumer<Entry> visitor) {
    storage.store().contents().list(visitor);
  }

  @Override
  public long contentBytes() {
    return storage.store().contents().totals().logicalBytes();
  }

  @Override
  public boolean hasStore(String id) {
    StoreName name = name(id);
    // In this order: what is pending no more is on the disk.
    return name.id().equals(StoreName.DEFAULT.id())
        || seen().changes().contains(new StoreChange.Created(name))
        || storage.store().existsStore(name);
  }

  @Override
  public List<ContentRef> labelled(String store, Label label) {
    StoreName name = name(store);
    return label.isChainHead()
        ? storage.store().labels().get(label)
        : read((disk, changes) -> after(disk, changes, name, label));
  }

  private static List<ContentRef> after(
      Store disk, List<StoreChange> changes, StoreName name, Label label) {
    List<ContentRef> refs = isThere(disk, name) ? disk.labels(name).get(label) : List.of();
    for (StoreChange change : changes) {
      refs = change.after(name, label, refs);
    }
    return refs;
  }

  @Override
  public List<Label> labels(String store) {
    StoreName name = name(store);
    return read((disk, changes) -> {
      TreeSet<Label> labels =
          new TreeSet<>(isThere(disk, name) ? disk.labels(name).list() : List.of());
      TreeSet<Label> changed = new TreeSet<>();
      for (StoreChange change : changes) {
        if (change instanceof StoreChange.Labelled(StoreName of, LabelChange what)
            && of.equals(name)) {
          changed.add(what.label());
        }
      }
      for (Label label : changed) {
        if (after(disk, changes, name, label).isEmpty()) {
          labels.remove(label);
        } else {
          labels.add(label);
        }
      }
      return List.copyOf(labels);
    });
  }

  /** Whether the disk has the store: one that a guest has just asked for has no labels yet. */
  private static boolean isThere(Store disk, StoreName name) {
    return name.id().equals(StoreName.DEFAULT.id()) || disk.existsStore(name);
  }

  /**
   * What {@code reader} makes of the disk and the changes over it. If one of these was made
   * meanwhile, it might count twice, and an order of references might be lost: then both are read
   * again.
   */
  private <T> T read(BiFunction<Store, List<StoreChange>, T> reader) {
    while (true) {
      PendingChanges.Seen seen = seen();
      T found = reader.apply(storage.store(), seen.changes());
      if (storage.effects().pending().made() == seen.made()) {
        return found;
      }
    }
  }

  private PendingChanges.Seen seen() {
    PendingChanges.Seen seen = storage.effects().pending().seenBy(actor);
    seen.changes().addAll(own);
    return seen;
  }

  @Override
  public boolean created(String id) {
    return storage.effects().awaitRoom() && own.add(new StoreChange.Created(name(id)));
  }

  @Override
  public boolean changed(String store, LabelChange change) {
    return storage.effects().awaitRoom() && own.add(new StoreChange.Labelled(name(store), change));
  }

  private StoreName name(String id) {
    return new StoreName(actor.tenant(), id);
  }
}
