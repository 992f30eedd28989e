package dev.odeon.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of an instance right after its start function and {@code _initialize}: what a new one
 * of the same module would be, and so what a used one is put back to.
 *
 * @param memories each memory's content
 * @param globals the values of the globals it defines
 * @param tables the elements of the tables it defines, as function indices
 * @param droppedData which data segments are gone
 * @param droppedElements which element segments are gone
 * @param memoryBytes the size of all memories
 * @param elements the size of all tables
 * @param fuel what making it costs
 * @param slots the most stack used for it
 * @param limits the limits it was made under
 * @param refused whether one of those limits was felt, so that it holds under the same limits only
 */
record Image(
    List<MemoryImage> memories,
    long[] globals,
    List<int[]> tables,
    boolean[] droppedData,
    boolean[] droppedElements,
    long memoryBytes,
    int elements,
    long fuel,
    int slots,
    Limits limits,
    boolean refused) {

  private static final int BLOCK = 1024;
  private static final byte[] ZEROS = new byte[BLOCK];

  /** A run of bytes that are not all zero, of 1 MiB at most. */
  record Piece(int at, byte[] bytes) {}

  /** A memory: its size and what in it is not zero, in order. */
  record MemoryImage(int pages, List<Piece> pieces) {
    /** The image of the first {@code size} bytes of {@code memory}. */
    static MemoryImage of(byte[] memory, int size, Allowance allowance) {
      List<Piece> pieces = new ArrayList<>();
      int from = -1;
      for (int at = 0; at < size; at += BLOCK) {
        if (at % Slices.BYTES == 0) {
          allowance.checkStop();
        }
        boolean zero = Arrays.equals(memory, at, at + BLOCK, ZEROS, 0, BLOCK);
        if (from >= 0 && (zero || at - from == Slices.BYTES)) {
          pieces.add(new Piece(from, Arrays.copyOfRange(memory, from, at)));
          from = -1;
        }
        if (!zero && from < 0) {
          from = at;
        }
      }
      if (from >= 0) {
        pieces.add(new Piece(from, Arrays.copyOfRange(memory, from, size)));
      }
      return new MemoryImage(size / FlatMemory.PAGE, List.copyOf(pieces));
    }

    /** Overwrites the beginning of {@code memory}, as many bytes as the image's. */
    void writeTo(byte[] memory, Allowance allowance) {
      int done = 0;
      int looked = 0;
      for (Piece piece : pieces) {
        Slices.fill(memory, done, piece.at, (byte) 0, allowance);
        System.arraycopy(piece.bytes, 0, memory, piece.at, piece.bytes.length);
        done = piece.at + piece.bytes.length;
        if (done - looked >= Slices.BYTES) {
          allowance.checkStop();
          looked = done;
        }
      }
      Slices.fill(memory, done, pages * FlatMemory.PAGE, (byte) 0, allowance);
    }
  }

  /**
   * Whether a new instance under {@code other} limits would come to the same state. Sizes never
   * shrink, so the last is the peak.
   */
  boolean holdsUnder(Limits other) {
    boolean same =
        limits.memoryBytesMax() == other.memoryBytesMax()
            && limits.tableElementsMax() == other.tableElementsMax();
    boolean afforded = fuel <= other.fuel() && slots <= other.stackSlots();
    return afforded && same
        || afforded
            && !refused
            && memoryBytes <= other.memoryBytesMax()
            && elements <= other.tableElementsMax();
  }
}
