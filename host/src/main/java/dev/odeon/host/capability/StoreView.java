package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Entry;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The content store as one turn sees it: what is durable, and over it what earlier turns of the
 * same actor and the turn itself have deferred. Stores are named by their ids, of the actor's
 * tenant. Used by the thread of the turn alone; every method may throw {@link
 * dev.odeon.store.StoreException}.
 */
public interface StoreView {
  /** Keeps {@code content}; durable on return, whatever becomes of the turn. */
  ContentRef put(Bytes content);

  /** The size of {@code ref} in bytes, if there is such content. */
  OptionalLong size(ContentRef ref);

  /** The bytes of {@code ref}, checked. */
  Bytes get(ContentRef ref);

  /** Tells all contents of the home. */
  void contents(Consumer<Entry> visitor);

  /** The bytes of all contents of the home. */
  long contentBytes();

  /**
   * Whether there is a store {@code id}.
   *
   * @throws IllegalArgumentException if no store can be called that
   */
  boolean hasStore(String id);

  /** What {@code label} stands for in {@code store}, oldest first. */
  List<ContentRef> labelled(String store, Label label);

  /** The labels of {@code store}, sorted. */
  List<Label> labels(String store);

  /**
   * The turn asks for the store {@code id}.
   *
   * @return false if the disk lets no changes in for now
   */
  boolean created(String id);

  /**
   * The turn asks for a change in {@code store}.
   *
   * @return false if the disk lets no changes in for now
   */
  boolean changed(String store, LabelChange change);
}
