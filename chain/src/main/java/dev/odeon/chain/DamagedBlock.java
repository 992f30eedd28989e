package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import org.jspecify.annotations.Nullable;

/** A block of a damaged batch: what stands there, and what is proven of it. Owned by one thread. */
final class DamagedBlock {
  final long position;
  @Nullable Bytes keyItems;
  long height = -1;

  /** The hash that the block must have; null while nothing says so. */
  @Nullable Hash proven;

  /** The hash of the header as it stands, if it is one. */
  @Nullable Hash stands;

  /** What that header names as its parent, and the block that must be that. */
  @Nullable Hash parent;

  @Nullable DamagedBlock previous;

  /** The bytes, where the events are those of the header. */
  PreHashedRecord.@Nullable HashedBlock found;

  DamagedBlock(long position) {
    this.position = position;
  }

  /** The bytes that stand there, if they are what was written; else null. */
  @Nullable Block block() {
    PreHashedRecord.HashedBlock bytes = found;
    return isWhole() && bytes != null ? Block.ofEncoded(bytes.header(), bytes.events()) : null;
  }

  boolean isWhole() {
    return found != null && found.hash().equals(proven);
  }

  /** Its hash, if the header that stands there is what was written. */
  @Nullable Hash candidate() {
    return proven != null ? proven : stands;
  }

  /** Its hash is {@code hash}: that proves the header, and so the hash of the block before. */
  void prove(Hash hash) {
    DamagedBlock block = this;
    Hash next = hash;
    while (block != null && next != null && block.proven == null) {
      block.proven = next;
      boolean stood = next.equals(block.stands);
      next = stood ? block.parent : null;
      block = block.previous;
    }
  }

  /** The name of the actor whose key is {@code items}, for messages. */
  static String name(Bytes items) {
    try {
      return KeyCodec.ofItems(items).toString();
    } catch (MalformedException e) {
      return "an actor whose name cannot be read";
    }
  }
}
