package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block commits to; the block's hash is that of these bytes (docs/formats/chain.md).
 *
 * @param key whose turn it was
 * @param height 0 for the actor's first block
 * @param parent the hash of the actor's block before; zeros at height 0
 * @param timeMillis the block's one time, in milliseconds since 1970
 * @param module the hash of the module that ran; null if none did
 * @param metering the fuel table, 1 or more
 * @param seed {@value #SEED_SIZE} bytes, the source of the turn's randomness
 * @param stateHash of the state after the turn; null for none
 * @param eventHashes of the block's events, in order
 * @param outcome how the turn ended
 * @param fuel what it used; null where no guest ran
 */
public record BlockHeader(
    Key key,
    long height,
    Hash parent,
    long timeMillis,
    @Nullable Hash module,
    int metering,
    Bytes seed,
    @Nullable Hash stateHash,
    List<Hash> eventHashes,
    Outcome outcome,
    @Nullable Long fuel) {
  /** The size of a seed in bytes. */
  public static final int SEED_SIZE = 16;

  /** The version of the header's format. */
  static final int FORMAT = 1;

  /** Checks the numbers and what excludes each other. */
  public BlockHeader {
    Numbers.from(0, "height", height);
    Numbers.from(0, "time", timeMillis);
    Numbers.from(1, "metering", metering);
    Numbers.from(0, "fuel", fuel == null ? 0 : fuel);
    if (seed.size() != SEED_SIZE) {
      throw new IllegalArgumentException(
          "a seed has " + SEED_SIZE + " bytes, this one has " + seed.size());
    }
    if (height == 0 && !parent.equals(Hash.ZERO)) {
      throw new IllegalArgumentException(
          "a block of height 0 has no parent, this one names " + parent);
    }
    eventHashes = List.copyOf(eventHashes);
  }

  /** This header with other event hashes. */
  public BlockHeader withEventHashes(List<Hash> hashes) {
    return new BlockHeader(
        key, height, parent, timeMillis, module, metering, seed, stateHash, hashes, outcome, fuel);
  }

  /** The bytes of the header. */
  public Bytes encoded() {
    CborWriter out = new CborWriter(256 + 34 * eventHashes.size());
    out.array(14).uint(FORMAT);
    KeyCodec.writeItems(out, key);
    out.uint(height).hash(parent).uint(timeMillis).hashOrNull(module).uint(metering);
    out.bytes(seed).hashOrNull(stateHash).array(eventHashes.size());
    eventHashes.forEach(out::hash);
    OutcomeCodec.write(out, outcome);
    EventCodec.numberOrNull(out, fuel);
    return out.toBytes();
  }

  /**
   * The header that {@code encoded} is.
   *
   * @throws MalformedException if it is none, or of a newer format; the message names the byte
   */
  public static BlockHeader decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    in.array(14);
    readFormat(in);
    Key key = KeyCodec.readItems(in);
    long height = in.uint();
    Hash parent = in.hash();
    long timeMillis = in.uint();
    Hash module = in.nil() ? null : in.hash();
    int metering = in.uint(Integer.MAX_VALUE);
    Bytes seed = in.bytes();
    Hash stateHash = in.nil() ? null : in.hash();
    int count = in.array();
    List<Hash> eventHashes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      eventHashes.add(in.hash());
    }
    Outcome outcome = OutcomeCodec.read(in);
    Long fuel = EventCodec.numberOrNull(in);
    in.end();
    try {
      return new BlockHeader(
          key,
          height,
          parent,
          timeMillis,
          module,
          metering,
          seed,
          stateHash,
          eventHashes,
          outcome,
          fuel);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }

  static void readFormat(CborReader in) {
    long format = in.uint();
    if (format != FORMAT) {
      throw in.malformed("format " + format + " is not known here: a newer Odeon wrote it");
    }
  }
}
