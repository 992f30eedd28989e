package dev.odeon.bench;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/** What processes of their own do with a store. Each says a line when it is done. */
final class StoreChild {
  private static final long STEP = 32L << 20;

  private final Path home;

  StoreChild(Path home) {
    this.home = home;
  }

  /** Opens the store, lists it and sums it up: the nanoseconds of each, and how many there are. */
  String list() {
    long begun = System.nanoTime();
    try (Store store = StoreStand.open(home, StoreConfig.defaults().cacheBytes())) {
      long opened = System.nanoTime();
      long[] count = new long[1];
      store.contents().list(_ -> count[0]++);
      long listed = System.nanoTime();
      long summed = store.contents().totals().count();
      long ended = System.nanoTime();
      if (summed != count[0]) {
        throw new IllegalStateException(summed + " contents summed up, " + count[0] + " listed");
      }
      return (opened - begun) + " " + (listed - opened) + " " + (ended - listed) + " " + summed;
    }
  }

  /** Puts and gets {@code bytes}: the resident MiB when idle, and the most of them meanwhile. */
  String stream(long bytes) {
    Resident resident = new Resident();
    try (Store store = StoreStand.open(home, 0)) {
      double idle = resident.now();
      ContentRef ref = store.put(new RandomContent(1, bytes), resident);
      try (InputStream stream = store.open(ref)) {
        byte[] piece = new byte[1 << 16];
        long done = 0;
        for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
          done += read;
          resident.advance(done);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return String.format(Locale.ROOT, "%.2f %.2f", idle, resident.most());
    }
  }

  /** Looks at the memory of this process every so many bytes. */
  private static final class Resident implements Progress {
    private double most;
    private long looked;

    @Override
    public void advance(long doneBytes) {
      if (Math.abs(doneBytes - looked) >= STEP) {
        looked = doneBytes;
        most = Math.max(most, now());
      }
    }

    double now() {
      return ResidentMemory.mebibytes(ProcessHandle.current().pid());
    }

    double most() {
      return Math.max(most, now());
    }
  }
}
