package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where some of the batches of a segment begin: about one in {@value #STRIDE} bytes, the first
 * included, so that a read finds its batch by walking over a few headers. One thread adds, any
 * thread looks up.
 */
final class BatchStarts {
  /** The bytes of log from one entry to the next, unless a batch is longer. */
  static final int STRIDE = 64 << 10;

  /** Arrays are shared by later views, which only write beyond {@code count}. */
  private record View(long[] positions, long[] offsets, int count) {}

  private volatile View view = new View(new long[16], new long[16], 0);

  /** The batch at {@code offset} begins with {@code first}; batches come in order. */
  void add(LogPosition first, long offset) {
    View seen = view;
    if (seen.count == 0 || offset - seen.offsets[seen.count - 1] >= STRIDE) {
      mark(first, offset);
    }
  }

  /** The same however near the last one is: what lies between cannot be walked over. */
  void mark(LogPosition first, long offset) {
    View seen = view;
    boolean full = seen.count == seen.positions.length;
    long[] positions = full ? Arrays.copyOf(seen.positions, seen.count * 2) : seen.positions;
    long[] offsets = full ? Arrays.copyOf(seen.offsets, seen.count * 2) : seen.offsets;
    positions[seen.count] = first.value();
    offsets[seen.count] = offset;
    view = new View(positions, offsets, seen.count + 1);
  }

  /** The offset of the last known batch that begins at or before {@code position}. */
  long floor(LogPosition position) {
    View seen = view;
    int found = Arrays.binarySearch(seen.positions, 0, seen.count, position.value());
    int index = found >= 0 ? found : -found - 2;
    if (index < 0) {
      throw new IllegalArgumentException("position " + position + " is before this segment");
    }
    return seen.offsets[index];
  }

  /** The content of the index file: pairs of position and offset, 8 bytes each. */
  Bytes encoded() {
    View seen = view;
    ByteBuffer target = ByteBuffer.allocate(seen.count * 2 * Long.BYTES);
    for (int i = 0; i < seen.count; i++) {
      target.putLong(seen.positions[i]).putLong(seen.offsets[i]);
    }
    return Bytes.wrap(target.array());
  }

  /** Reads what {@link #encoded} wrote. */
  static BatchStarts decode(Bytes encoded) {
    if (encoded.size() % (2 * Long.BYTES) != 0) {
      throw new MalformedException(
          encoded.size() + " bytes are not pairs of positions and offsets");
    }
    int count = encoded.size() / (2 * Long.BYTES);
    View view = new View(new long[Math.max(1, count)], new long[Math.max(1, count)], count);
    ByteBuffer source = encoded.buffer();
    for (int i = 0; i < count; i++) {
      view.positions[i] = source.getLong();
      view.offsets[i] = source.getLong();
    }
    BatchStarts starts = new BatchStarts();
    starts.view = view;
    return starts;
  }
}
