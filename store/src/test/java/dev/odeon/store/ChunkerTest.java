package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.SimDisk;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final int MIB = 1 << 20;

  private static List<Bytes> chunks(Bytes content) {
    byte[] bytes = content.toArray();
    List<Bytes> chunks = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int size = Chunker.cut(bytes, at, bytes.length);
      chunks.add(content.slice(at, at + size));
      at += size;
    }
    return chunks;
  }

  @Test
  void cutsIntoChunksOfBoundedSizeNearTheTarget() {
    List<Bytes> chunks = chunks(Samples.random(1, 32 * MIB));

    assertThat(chunks.subList(0, chunks.size() - 1))
        .allMatch(c -> c.size() >= Chunker.SIZE_MIN && c.size() <= Chunker.SIZE_MAX);
    assertThat(32 * MIB / chunks.size()).isBetween(48 << 10, 96 << 10);
  }

  @Test
  void cutsNothingButTheLastChunkShort() {
    assertThat(Chunker.cut(new byte[10], 0, 10)).isEqualTo(10);
    assertThat(chunks(Bytes.wrap(new byte[3 * Chunker.SIZE_MAX + 5])))
        .extracting(Bytes::size)
        .containsExactly(Chunker.SIZE_MAX, Chunker.SIZE_MAX, Chunker.SIZE_MAX, 5);
  }

  /** Stored content would be none the worse, but would share nothing with what is put later. */
  @Test
  void cutsWhereItAlwaysDid() {
    assertThat(chunks(Samples.random(1, MIB)))
        .extracting(Bytes::size)
        .startsWith(67_499, 87_216, 78_728, 88_852, 58_333, 83_275);
  }

  @Test
  void findsItsWayBackAfterAnyInsertion() {
    Seeds.each(
        50,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Bytes content = Samples.random(seed, 4 * MIB);
          int at = random.nextInt(content.size());
          Bytes inserted = Samples.random(~seed, 1 + random.nextInt(5000));
          Bytes changed = content.slice(0, at).plus(inserted).plus(content.slice(at, 4 * MIB));
          Set<Hash> known = new HashSet<>();
          chunks(content).forEach(chunk -> known.add(Hash.of(chunk)));

          long fresh =
              chunks(changed).stream()
                  .filter(chunk -> !known.contains(Hash.of(chunk)))
                  .mapToLong(Bytes::size)
                  .sum();

          assertThat(fresh).isLessThan(4 * Chunker.SIZE_MAX);
        });
  }

  /** However the bytes come in, the chunks are the same and give the bytes back. */
  @Test
  void givesTheBytesBackHoweverTheyAreSplit() {
    Seeds.each(
        20,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Bytes content = Samples.text(seed, 2 * MIB + random.nextInt(2 * MIB));
          try (Store store = Samples.open(new SimDisk(seed))) {
            ContentRef ref = store.put(new TricklingStream(content, seed), Progress.NONE);
            assertThat(ref).isEqualTo(ContentRef.of(content));
            assertThat(store.get(ref)).isEqualTo(content);
            for (int i = 0; i < 20; i++) {
              int from = random.nextInt(content.size());
              int size = random.nextInt(content.size() - from);
              assertThat(store.get(ref, from, size)).isEqualTo(content.slice(from, from + size));
            }
          }
        });
  }

  /** Gives a few bytes at a time. */
  private static final class TricklingStream extends InputStream {
    private final Bytes content;
    private final SplittableRandom random;
    private int at;

    TricklingStream(Bytes content, long seed) {
      this.content = content;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public int read() {
      return at == content.size() ? -1 : content.at(at++) & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == content.size() || length == 0) {
        return length == 0 ? 0 : -1;
      }
      int most = Math.min(length, content.size() - at);
      int count = 1 + random.nextInt(Math.min(most, 1 + random.nextInt(100_000)));
      content.slice(at, at + count).copyTo(target, offset);
      at += count;
      return count;
    }
  }
}
