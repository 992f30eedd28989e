package dev.odeon.bench;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Progress;
import dev.odeon.store.Source;
import dev.odeon.store.Store;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a second version of a large content takes: one hundredth of it changed in place, or put
 * in between so that all behind it moves.
 */
final class StoreVersions {
  private static final long BYTES_MAX = 256 << 20;
  private static final int EDITS = 16;
  private static final long SECOND = 1L << 40;

  private final BenchContext stage;

  StoreVersions(BenchContext stage) {
    this.stage = stage;
  }

  void run() {
    long bytes = Math.min(BYTES_MAX, stage.effort().mebibytes() << 20);
    report(bytes, "in-place", true);
    report(bytes, "shifted", false);
  }

  private void report(long bytes, String name, boolean inPlace) {
    stage.note("store: a second version of %,d bytes, %s".formatted(bytes, name));
    Path home = stage.folder("versions-" + name);
    try (Store store = StoreStand.open(home, 0)) {
      ContentRef first = store.put(new RandomContent(1, bytes), Progress.NONE);
      long before = store.contents().totals().diskBytes();
      Source edited = edited(bytes, inPlace);
      ContentRef second = store.put(edited, Progress.NONE);
      if (first.equals(second)) {
        throw new IllegalStateException("the second version is the first");
      }
      double grown = store.contents().totals().diskBytes() - before;
      Figure figure =
          Figure.of(StoreBench.NAME, "second_version_ratio", Samples.of(grown / bytes))
              .with("bytes", edited.size())
              .with("case", name);
      // Of a small content, one chunk is a large part.
      stage.report(bytes == BYTES_MAX ? figure.aim(new Target.AtMost(0.03)) : figure);
    }
    Scratch.remove(home);
  }

  private static Source edited(long bytes, boolean inPlace) {
    long part = bytes / EDITS;
    long edit = bytes / 100 / EDITS;
    List<Spliced.Piece> pieces = new ArrayList<>();
    for (int i = 0; i < EDITS; i++) {
      long from = i * part;
      long middle = from + part / 2;
      long behind = inPlace ? middle + edit : middle;
      pieces.add(new Spliced.Piece(new RandomContent(1, bytes), from, middle - from));
      pieces.add(new Spliced.Piece(new RandomContent(SECOND + i, edit), 0, edit));
      pieces.add(new Spliced.Piece(new RandomContent(1, bytes), behind, from + part - behind));
    }
    return new Spliced(pieces);
  }

  /** Parts of contents, one behind the other. */
  private record Spliced(List<Piece> pieces) implements Source {
    /** {@code length} bytes of {@code source} from {@code offset}. */
    record Piece(Source source, long offset, long length) {}

    @Override
    public long size() {
      return pieces.stream().mapToLong(Piece::length).sum();
    }

    @Override
    public int read(long offset, ByteBuffer target) {
      long begin = 0;
      for (Piece piece : pieces) {
        long within = offset - begin;
        if (within < piece.length) {
          int count = (int) Math.min(target.remaining(), piece.length - within);
          ByteBuffer part = target.slice(target.position(), count);
          int read = piece.source.read(piece.offset + within, part);
          target.position(target.position() + read);
          return read;
        }
        begin += piece.length;
      }
      return -1;
    }
  }
}
