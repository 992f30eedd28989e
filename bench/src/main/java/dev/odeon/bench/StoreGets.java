package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast content is read, every byte of it checked: from files, against plain reads of files of
 * the same content; and from the cache in memory, against copies of an array.
 */
final class StoreGets {
  private static final int ARRAY_MAX = 16 << 20;
  private static final int PIECE = 1 << 18;

  private record Case(long bytes, int threads, boolean cached) {}

  /** One content, in the store and as a plain file. */
  private record Kept(ContentRef ref, Path file, byte[] room) {}

  private interface Work {
    void run(Kept kept);
  }

  private final BenchContext stage;
  private final Path folder;
  private final PlainFiles plain;

  StoreGets(BenchContext stage) {
    this.stage = stage;
    this.folder = stage.folder("gets");
    this.plain = new PlainFiles(stage.folder("gets-plain"));
  }

  void run() {
    for (Case each : cases(stage.effort().mebibytes() << 20)) {
      stage.note(
          "store: getting %,d bytes%s, threads: %d"
              .formatted(each.bytes, each.cached ? " from memory" : "", each.threads));
      long cacheBytes = each.cached ? StoreConfig.defaults().cacheBytes() : 0;
      Path home = folder.resolve("home");
      try (Store store = StoreStand.open(home, cacheBytes)) {
        measure(store, each);
      }
      Scratch.remove(home);
      plain.empty();
    }
  }

  private static List<Case> cases(long bytesMax) {
    List<Case> cases = new ArrayList<>();
    for (int threads : new int[] {1, 32}) {
      for (long bytes : new long[] {1 << 10, 1 << 16, 16 << 20}) {
        cases.add(new Case(bytes, threads, false));
      }
      cases.add(new Case(1 << 16, threads, true));
    }
    cases.add(new Case(1 << 30, 1, false));
    return cases.stream().filter(each -> each.bytes * each.threads <= bytesMax).toList();
  }

  private void measure(Store store, Case what) {
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < what.threads; i++) {
      RandomContent content = new RandomContent(i, what.bytes);
      ContentRef ref = store.put(content, Progress.NONE);
      kept.add(new Kept(ref, plain.write(content), new byte[PIECE]));
    }
    BestFloorBenchmark contest =
        new BestFloorBenchmark(
            side(what, kept, each -> get(store, what, each)),
            List.of(side(what, kept, each -> floor(what, each))));
    long nanos = StoreStand.nanos(stage.effort());
    contest.warm(nanos);
    for (int round = 0; round < StoreStand.rounds(stage.effort(), what.bytes); round++) {
      contest.round(nanos);
    }
    Figure figure =
        Figure.of(StoreBench.NAME, "get_mb_per_s", contest.values(), contest.floors())
            .with("bytes", what.bytes)
            .with("threads", what.threads)
            .with("case", what.cached ? "cached" : "fresh");
    stage.report(what.cached ? figure.aim(new Target.AtLeast(1000)) : figure);
  }

  private static BestFloorBenchmark.Side side(Case what, List<Kept> kept, Work work) {
    return nanos -> {
      long begun = System.nanoTime();
      List<Long> times =
          WorkerThreads.run(
              what.threads,
              index -> {
                long done = 0;
                do {
                  work.run(kept.get(index));
                  done++;
                } while (System.nanoTime() - begun < nanos);
                return done;
              });
      long all = times.stream().mapToLong(Long::longValue).sum();
      return new Pace(all * what.bytes / 1e6, System.nanoTime() - begun);
    };
  }

  /** Gets the whole, and touches each byte of what is in memory already. */
  private static void get(Store store, Case what, Kept kept) {
    if (what.bytes <= ARRAY_MAX) {
      Bytes content = store.get(kept.ref);
      if (what.cached) {
        content.copyTo(kept.room, 0);
      }
      require(what, content.size());
      return;
    }
    try (InputStream stream = store.open(kept.ref)) {
      long size = 0;
      for (int read = stream.read(kept.room); read >= 0; read = stream.read(kept.room)) {
        size += read;
      }
      require(what, size);
    } catch (IOException e) {
      throw new IllegalStateException("a stream of the store fails with its own exceptions", e);
    }
  }

  private static void require(Case what, long size) {
    if (size != what.bytes) {
      throw new IllegalStateException("of %d bytes %d came back".formatted(what.bytes, size));
    }
  }

  private void floor(Case what, Kept kept) {
    if (what.cached) {
      Bytes.wrap(kept.room).slice(PIECE / 2, PIECE / 2 + (int) what.bytes).copyTo(kept.room, 0);
    } else {
      plain.read(kept.file);
    }
  }
}
