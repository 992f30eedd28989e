package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import dev.odeon.store.Progress;
import dev.odeon.store.Roots;
import dev.odeon.store.Source;
import dev.odeon.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How fast content is put: new to the store, against plain files and SHA-256 of the same content;
 * known to it, from files and streams, against SHA-256 of the same files.
 */
final class StorePuts {
  private static final int SMALL_MAX = 1 << 20;

  /** What the store knows before of what it is given, and how it is given. */
  private enum Kind {
    FRESH("fresh"),
    DUPLICATE("duplicate"),
    DUPLICATE_STREAM("duplicate-stream");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private record Case(long bytes, int threads, Kind kind, double aim) {}

  private final BenchContext stage;
  private final Path folder;
  private final PlainFiles plain;
  private final AtomicLong numbers = new AtomicLong();

  StorePuts(BenchContext stage) {
    this.stage = stage;
    this.folder = stage.folder("puts");
    this.plain = new PlainFiles(stage.folder("puts-plain"));
  }

  void run() {
    for (Case each : cases(stage.effort().mebibytes() << 20)) {
      stage.note(
          "store: putting %,d bytes, %s, threads: %d"
              .formatted(each.bytes, each.kind.text, each.threads));
      Path home = folder.resolve("home");
      try (Store store = StoreStand.open(home, 0)) {
        measure(store, each);
      }
      Scratch.remove(home);
      plain.empty();
    }
  }

  private static List<Case> cases(long bytesMax) {
    List<Case> cases = new ArrayList<>();
    for (int threads : new int[] {1, 32}) {
      cases.add(new Case(1 << 10, threads, Kind.FRESH, 0));
      cases.add(new Case(1 << 10, threads, Kind.DUPLICATE, 0));
      cases.add(new Case(1 << 16, threads, Kind.FRESH, 0.8));
      cases.add(new Case(1 << 16, threads, Kind.DUPLICATE, 0.8));
      cases.add(new Case(16 << 20, threads, Kind.FRESH, threads == 1 ? 0.5 : 0));
      cases.add(new Case(16 << 20, threads, Kind.DUPLICATE, 0.8));
    }
    cases.add(new Case(1 << 16, 1, Kind.DUPLICATE_STREAM, 0.4));
    cases.add(new Case(16 << 20, 1, Kind.DUPLICATE_STREAM, 0.4));
    cases.add(new Case(1 << 30, 1, Kind.FRESH, 0.5));
    cases.add(new Case(1 << 30, 1, Kind.DUPLICATE, 0.8));
    cases.add(new Case(1 << 30, 1, Kind.DUPLICATE_STREAM, 0.4));
    return cases.stream().filter(each -> each.bytes * each.threads <= bytesMax).toList();
  }

  private void measure(Store store, Case what) {
    boolean large = what.bytes > SMALL_MAX;
    long nanos = StoreStand.nanos(stage.effort());
    List<DiskFile> known = what.kind == Kind.FRESH ? List.of() : known(store, what);
    BestFloorBenchmark contest = contest(store, what, known);
    contest.warm(large ? 1 : nanos);
    for (int round = 0; round < StoreStand.rounds(stage.effort(), what.bytes); round++) {
      contest.round(nanos);
      if (large && what.kind == Kind.FRESH) {
        var _ = StoreStand.sweep(store, Roots.NONE);
        plain.empty();
      }
    }
    known.forEach(DiskFile::close);
    report(what, contest);
  }

  /** Files whose content the store has, one a thread. */
  private List<DiskFile> known(Store store, Case what) {
    List<DiskFile> files = new ArrayList<>();
    for (int i = 0; i < what.threads; i++) {
      RandomContent content = new RandomContent(numbers.getAndIncrement(), what.bytes);
      var _ = store.put(content, Progress.NONE);
      files.add(plain.open(plain.write(content)));
    }
    return files;
  }

  private BestFloorBenchmark contest(Store store, Case what, List<DiskFile> known) {
    return switch (what.kind) {
      case FRESH ->
          new BestFloorBenchmark(
              side(what, _ -> put(store, fresh(what))),
              List.of(
                  side(what, _ -> plain.write(source(fresh(what)))),
                  side(what, _ -> PlainFiles.digest(source(fresh(what))))));
      case DUPLICATE ->
          new BestFloorBenchmark(
              side(what, index -> store.put(Source.of(known.get(index)), Progress.NONE)),
              List.of(side(what, index -> PlainFiles.digest(Source.of(known.get(index))))));
      case DUPLICATE_STREAM ->
          new BestFloorBenchmark(
              side(what, index -> store.put(new FileStream(known.get(index)), Progress.NONE)),
              List.of(side(what, index -> PlainFiles.digest(Source.of(known.get(index))))));
    };
  }

  private interface Work {
    @Nullable Object run(int index);
  }

  /** Megabytes a second of {@code work}, done by as many threads as the case says. */
  private static BestFloorBenchmark.Side side(Case what, Work work) {
    return nanos -> {
      long begun = System.nanoTime();
      List<Long> times =
          WorkerThreads.run(
              what.threads,
              index -> {
                long done = 0;
                do {
                  var _ = work.run(index);
                  done++;
                } while (System.nanoTime() - begun < nanos);
                return done;
              });
      long all = times.stream().mapToLong(Long::longValue).sum();
      return new Pace(all * what.bytes / 1e6, System.nanoTime() - begun);
    };
  }

  /** Small content in memory, larger content made as it is read. */
  private sealed interface Content {
    record Small(Bytes bytes) implements Content {}

    record Large(RandomContent drawn) implements Content {}
  }

  private Content fresh(Case what) {
    long number = numbers.getAndIncrement();
    return what.bytes <= SMALL_MAX
        ? new Content.Small(RandomContent.bytes(number, (int) what.bytes))
        : new Content.Large(new RandomContent(number, what.bytes));
  }

  private static Source source(Content content) {
    return switch (content) {
      case Content.Small(Bytes bytes) -> Source.of(bytes);
      case Content.Large(RandomContent drawn) -> drawn;
    };
  }

  private static Object put(Store store, Content content) {
    return switch (content) {
      case Content.Small(Bytes bytes) -> store.put(bytes);
      case Content.Large(RandomContent drawn) -> store.put(drawn, Progress.NONE);
    };
  }

  private void report(Case what, BestFloorBenchmark contest) {
    report(what, "put_mb_per_s", contest.values(), contest.floors());
    if (what.bytes == 1 << 10) {
      report(what, "put_per_s", times(contest.values()), times(contest.floors()));
    }
  }

  /** From megabytes a second of 1 KiB contents to contents a second. */
  private static Samples times(Samples megabytes) {
    return new Samples(megabytes.values().stream().map(each -> each * 1e6 / 1024).toList());
  }

  private void report(Case what, String metric, Samples values, Samples floors) {
    Figure figure =
        Figure.of(StoreBench.NAME, metric, values, floors)
            .with("bytes", what.bytes)
            .with("threads", what.threads)
            .with("case", what.kind.text);
    stage.report(what.aim > 0 ? figure.aim(new Target.RatioAtLeast(what.aim)) : figure);
  }
}
