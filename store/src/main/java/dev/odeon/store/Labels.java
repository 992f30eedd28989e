package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.InputStream;
import java.util.List;

/**
 * The labels of one store, changed from outside: one change at a time in all of a home, each
 * durable on return. A label stands for one or more contents. Any number of threads.
 */
public final class Labels {
  private final Store store;
  private final StoreName name;
  private final LabelFolder folder;
  private final LabelOwner owner;

  Labels(Store store, StoreName name, LabelFolder folder, LabelOwner owner) {
    this.store = store;
    this.name = name;
    this.folder = folder;
    this.owner = owner;
  }

  /** Which store these are of. */
  public StoreName name() {
    return name;
  }

  /** What {@code label} stands for, oldest first; empty if there is no such label. */
  public List<ContentRef> get(Label label) {
    if (label.isChainHead()) {
      return store.elsewhere().label(name.tenant(), label).stream().toList();
    }
    return FileContents.attempt(() -> folder.get(label));
  }

  /** Whether {@code label} stands for {@code ref}; not if it is damaged. */
  public boolean names(Label label, ContentRef ref) {
    try {
      return get(label).contains(ref);
    } catch (StoreException.Damaged e) {
      return false;
    }
  }

  /** The labels that stand for {@code ref}, sorted, without those that are damaged. */
  public List<Label> naming(ContentRef ref) {
    return list().stream().filter(label -> names(label, ref)).toList();
  }

  /** All labels but those of chain heads, sorted. */
  public List<Label> list() {
    return FileContents.attempt(folder::list);
  }

  /**
   * Lets {@code label} stand for {@code ref}, too; false if it did already.
   *
   * @throws StoreException.Missing if there is no such content
   * @throws StoreException.Refused if it is the label of a chain's head
   */
  public boolean add(Label label, ContentRef ref) {
    return change(new LabelChange.Add(label, ref));
  }

  /** Removes {@code label}; false if there was none. */
  public boolean remove(Label label) {
    return change(new LabelChange.RemoveLabel(label));
  }

  /** Takes {@code ref} from {@code label}, and the label with the last; false if it had none. */
  public boolean remove(Label label, ContentRef ref) {
    return change(new LabelChange.RemoveReference(label, ref));
  }

  /**
   * Lets {@code label} stand for {@code ref} alone.
   *
   * @throws StoreException.Missing if there is no such content
   */
  public void replace(Label label, ContentRef ref) {
    boolean _ = change(new LabelChange.Replace(label, ref));
  }

  /** Puts {@code content} and adds it to {@code label}. */
  public ContentRef putAt(Label label, Bytes content) {
    refuseChainHead(label);
    ContentRef ref = store.put(content);
    boolean _ = add(label, ref);
    return ref;
  }

  /** Puts {@code content} and adds it to {@code label}. */
  public ContentRef putAt(Label label, InputStream content, Progress progress) {
    refuseChainHead(label);
    ContentRef ref = store.put(content, progress);
    boolean _ = add(label, ref);
    return ref;
  }

  /** Puts {@code content} and lets {@code label} stand for it alone. */
  public ContentRef replaceContentAt(Label label, Bytes content) {
    refuseChainHead(label);
    ContentRef ref = store.put(content);
    replace(label, ref);
    return ref;
  }

  /** Puts {@code content} and lets {@code label} stand for it alone. */
  public ContentRef replaceContentAt(Label label, InputStream content, Progress progress) {
    refuseChainHead(label);
    ContentRef ref = store.put(content, progress);
    replace(label, ref);
    return ref;
  }

  private boolean change(LabelChange change) {
    refuseChainHead(change.label());
    return FileContents.attempt(() ->
        owner.outside(() -> {
          switch (change) {
            case LabelChange.Add(Label _, ContentRef ref) -> store.require(ref);
            case LabelChange.Replace(Label _, ContentRef ref) -> store.require(ref);
            case LabelChange.RemoveLabel _, LabelChange.RemoveReference _ -> {}
          }
          return folder.apply(change);
        }));
  }

  static void refuseChainHead(Label label) {
    if (label.isChainHead()) {
      throw new StoreException.Refused(
          "label '" + label.name() + "' follows the actor's chain and cannot be changed");
    }
  }

  LabelFolder folder() {
    return folder;
  }
}
