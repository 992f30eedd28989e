package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Resolver;
import java.util.Optional;

/**
 * What the store finds in the log: where chains end, the headers of blocks, events, and the states,
 * modules and manifests that the log keeps as content. An event comes as what its hash is of: a
 * zero byte, then its own.
 */
public final class ChainResolver implements Resolver {
  private final Chains chains;
  private final BlockHashes hashes;

  /** Of {@code chains}, whose blocks {@code hashes} finds. */
  public ChainResolver(Chains chains, BlockHashes hashes) {
    this.chains = chains;
    this.hashes = hashes;
  }

  @Override
  public Optional<ContentRef> label(String tenant, Label label) {
    Key key;
    try {
      key = Key.parse(tenant, label.actor());
    } catch (IllegalArgumentException e) {
      // No actor can be called that.
      return Optional.empty();
    }
    return chains.head(key).map(head -> new ContentRef(head.hash()));
  }

  @Override
  public Optional<Bytes> content(ContentRef ref) {
    Optional<Bytes> kept = chains.content(ref.hash());
    if (kept.isPresent()) {
      return kept;
    }
    Optional<Bytes> header = hashes.find(ref.hash(), chains::blockAt).map(Block::headerBytes);
    return header.isPresent()
        ? header
        : hashes.findEvent(ref.hash(), chains::blockAt).map(block -> event(block, ref));
  }

  private static Bytes event(Block block, ContentRef ref) {
    int index = block.header().eventHashes().indexOf(ref.hash());
    return block.encodedEvents().get(index).hashed();
  }
}
