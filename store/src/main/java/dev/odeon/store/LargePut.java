package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.SerialWorker;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One put of content too large for a file: the putting thread cuts it into chunks and hashes them,
 * a thread beside it hashes the whole, and those chunks that are new go to a pack. Content that is
 * known already writes nothing, for all of its chunks are. One thread, once.
 */
final class LargePut implements AutoCloseable {
  /** Reads what is to be put; returns the bytes read, -1 at the end. */
  @FunctionalInterface
  interface Input {
    int read(byte[] target, int offset, int length);
  }

  /** What was put. */
  record Result(ContentRef ref, long size) {}

  /** A block that is being hashed. */
  private record Handed(byte[] block, Pending<Boolean> hashed) {}

  private static final int BLOCK_SIZE = 1 << 20;
  private static final int BLOCKS = 3;

  /** Chunks of this put that later ones are compared with; beyond it, some are stored twice. */
  private static final int OWN_MAX = 1 << 15;

  /** How much of a chunk shows whether compression pays, in bytes. */
  private static final int SAMPLE_SIZE = 4 << 10;

  private final Ports ports;
  private final StoreFolders folders;
  private final Catalogue catalogue;
  private final PacksInUse.Put use;
  private final SerialWorker hasher;
  private final Deque<Handed> handed = new ArrayDeque<>();
  private final MessageDigest whole = Hash.digest();
  private final RecipeWriter recipe;
  private final HashTable own = new HashTable(3);
  private final Lz4 lz4 = new Lz4();
  private final byte[] compressed = new byte[Chunker.SIZE_MAX];
  private @Nullable PackWriter pack;
  private int blocks;
  private long size;

  LargePut(Ports ports, StoreFolders folders, Catalogue catalogue, PacksInUse packsInUse) {
    this.ports = ports;
    this.folders = folders;
    this.catalogue = catalogue;
    String spill = "~" + ports.entropy().bytes(8).hex();
    this.recipe = new RecipeWriter(ports.disk(), folders.recipes().resolve(spill));
    try {
      this.hasher = new SerialWorker("odeon-store-hash", ports.threads(), BLOCKS + 1);
    } catch (RuntimeException | Error e) {
      recipe.close();
      throw e;
    }
    // Last: a use that nobody ends would keep its packs for ever.
    this.use = packsInUse.begin();
  }

  /** Reads {@code input} to its end, and stores the chunks that are new; not durable yet. */
  Result read(Input input, Progress progress) {
    byte[] block = new byte[BLOCK_SIZE];
    blocks = 1;
    int have = 0;
    boolean ended = false;
    while (!ended) {
      int fresh = have;
      while (have < block.length && !ended) {
        int read = input.read(block, have, block.length - have);
        ended = read < 0;
        have += Math.max(0, read);
      }
      size += have - fresh;
      progress.advance(size);
      int cut = cut(block, have, ended);
      block = next(block, fresh, have, cut);
      have -= cut;
    }
    hasher.finish();
    return new Result(new ContentRef(Hash.of(whole)), size);
  }

  /** Stores the chunks that {@code block} surely has; returns where they end. */
  private int cut(byte[] block, int have, boolean ended) {
    int at = 0;
    while (ended ? at < have : have - at >= Chunker.SIZE_MAX) {
      int length = Chunker.cut(block, at, have);
      store(block, at, length);
      at += length;
    }
    return at;
  }

  /** Has the new bytes of {@code block} hashed; returns a block that begins with what is left. */
  private byte[] next(byte[] block, int fresh, int have, int cut) {
    byte[] next;
    if (blocks < BLOCKS) {
      blocks++;
      next = new byte[BLOCK_SIZE];
    } else {
      Handed first = handed.remove();
      var _ = first.hashed.await();
      next = first.block;
    }
    System.arraycopy(block, cut, next, 0, have - cut);
    handed.add(new Handed(block, hasher.submit(() -> whole.update(block, fresh, have - fresh))));
    return next;
  }

  private void store(byte[] block, int from, int length) {
    Hash hash = Hash.of(Bytes.wrap(block, from, length));
    ChunkPlace known = known(hash).orElse(null);
    if (known != null && known.size() == length) {
      recipe.add(known);
      return;
    }
    ChunkPlace place = append(hash, block, from, length);
    recipe.add(place);
    if (own.count() < OWN_MAX) {
      own.put(hash, place.values());
    }
  }

  private Optional<ChunkPlace> known(Hash hash) {
    long[] values = own.get(hash);
    if (values != null) {
      return Optional.of(ChunkPlace.of(hash, values));
    }
    return catalogue.chunk(hash).filter(this::isThere);
  }

  /** The index is derived, and may be behind: what it names is used only if it can be there. */
  private boolean isThere(ChunkPlace place) {
    return use.uses(place.pack())
        && use.reaches(
            place.pack(),
            place.offset() + place.packedSize(),
            () -> ports.disk().status(folders.pack(place.pack())));
  }

  private ChunkPlace append(Hash hash, byte[] block, int from, int length) {
    PackWriter target = pack;
    if (target == null) {
      target =
          catalogue.change(
              () -> new PackWriter(ports.disk(), ports.entropy(), ports.threads(), folders, use));
      pack = target;
    }
    int packed = compress(block, from, length);
    ByteBuffer stored =
        packed < 0 ? ByteBuffer.wrap(block, from, length) : ByteBuffer.wrap(compressed, 0, packed);
    int storedSize = stored.remaining();
    long offset = target.append(stored);
    Codec codec = packed < 0 ? Codec.RAW : Codec.LZ4;
    return new ChunkPlace(hash, length, target.number(), offset, storedSize, codec);
  }

  /** Compresses where an eighth is saved at least; else -1. */
  private int compress(byte[] block, int from, int length) {
    int sample = Math.min(SAMPLE_SIZE, length);
    int middle = from + (length - sample) / 2;
    if (lz4.compress(block, middle, sample, compressed, sample - sample / 8) < 0) {
      return -1;
    }
    return lz4.compress(block, from, length, compressed, length - length / 8);
  }

  /** Makes the pack durable, its name aside. */
  void finishPack() {
    if (pack != null) {
      pack.finish();
    }
  }

  /** Writes the recipe, its name not durable yet. From then on the pack is needed. */
  void writeRecipe(Result result) {
    recipe.write(folders.recipe(result.ref()), result.ref(), result.size());
  }

  /** Lets others share the chunks; the recipe is durable. */
  void publish() {
    PackWriter written = pack;
    if (written != null) {
      recipe.chunks(chunk -> {
        if (chunk.pack() == written.number()) {
          catalogue.added(chunk);
        }
      });
    }
  }

  /** Nothing refers to the pack: the content was known after all. */
  void discard() {
    if (pack != null) {
      pack.discard();
    }
  }

  @Override
  public void close() {
    try {
      hasher.close();
      if (pack != null) {
        pack.close();
      }
      recipe.close();
    } finally {
      use.close();
    }
  }
}
