package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Resolver;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the store finds in the log: where chains end, the headers of blocks, and the states, modules
 * and manifests that the log keeps as content.
 */
final class Elsewhere implements Resolver {
  private final Chains chains;
  private final BlockHashes hashes;

  Elsewhere(Chains chains, BlockHashes hashes) {
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
    OptionalLong sequence =
        hashes.find(
            ref.hash(),
            found -> chains.blockAt(found).filter(b -> b.hash().equals(ref.hash())).isPresent());
    return sequence.isEmpty()
        ? Optional.empty()
        : chains.blockAt(sequence.getAsLong()).map(Block::headerBytes);
  }
}
