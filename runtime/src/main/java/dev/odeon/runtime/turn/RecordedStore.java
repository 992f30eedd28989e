package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.chain.BlockHeader;
import dev.odeon.host.capability.StoreView;
import dev.odeon.runtime.ActorException;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Entry;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The store for a turn that is run again: gives the contents that the turn read, of which its block
 * has but the hash. All else is in the block, so nothing else is ever asked.
 */
final class RecordedStore implements StoreView {
  private final Storage storage;
  private final BlockHeader header;

  RecordedStore(Storage storage, BlockHeader header) {
    this.storage = storage;
    this.header = header;
  }

  /**
   * The bytes that were read then.
   *
   * @throws ActorException if the store has them no more
   */
  @Override
  public Bytes get(ContentRef ref) {
    try {
      return storage.store().get(ref);
    } catch (StoreException e) {
      throw new ActorException(
          ActorException.Reason.DAMAGED,
          "block %d of %s read content %s and cannot be re-executed without it: %s"
              .formatted(header.height(), header.key(), ref, e.getMessage()),
          e);
    }
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return OptionalLong.empty(); // get says what is wrong if there is none
  }

  @Override
  public boolean hasStore(String id) {
    return true; // there was, or there would have been no content to read
  }

  @Override
  public ContentRef put(Bytes content) {
    throw unasked();
  }

  @Override
  public void contents(Consumer<Entry> visitor) {
    throw unasked();
  }

  @Override
  public long contentBytes() {
    throw unasked();
  }

  @Override
  public List<ContentRef> labelled(String store, Label label) {
    throw unasked();
  }

  @Override
  public List<Label> labels(String store) {
    throw unasked();
  }

  @Override
  public boolean created(String id) {
    throw unasked();
  }

  @Override
  public boolean changed(String store, LabelChange change) {
    throw unasked();
  }

  private static IllegalStateException unasked() {
    return new IllegalStateException("a turn that runs again asks its block");
  }
}
