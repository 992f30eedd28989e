package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Ports;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CollectorTest {
  private static final int MIB = 1 << 20;
  private static final Label LABEL = new Label("kept");

  private final SimDisk disk = new SimDisk(1);
  private final SimClock clock = new SimClock();
  private final SeededEntropy entropy = new SeededEntropy(7);
  private Store store = open();

  private Store open() {
    disk.clock(clock);
    return Store.open(
        StoreConfig.defaults(),
        Samples.HOME,
        new Ports(clock, entropy, disk, Ports.system().threads()),
        Resolver.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private CollectionReport collect() {
    return store.collect(Roots.NONE, false, Progress.NONE);
  }

  private CollectionReport collectAll(Roots roots) {
    return store.collect(roots, false, Duration.ZERO, Progress.NONE, _ -> {});
  }

  @Test
  void keepsWhatLabelsAndRootsName() {
    ContentRef labelled = store.put(Bytes.utf8("labelled"));
    ContentRef rooted = store.put(Bytes.utf8("rooted"));
    ContentRef both = store.put(Bytes.utf8("both"));
    ContentRef garbage = store.put(Bytes.utf8("garbage"));
    ContentRef large = store.put(Samples.random(1, 2 * MIB));
    ContentRef largeGarbage = store.put(Samples.random(2, 2 * MIB));
    store.labels().add(LABEL, labelled);
    store.labels().add(LABEL, both);
    store.labels().add(LABEL, large);
    Roots roots =
        marker -> {
          marker.mark(rooted, "chain");
          marker.mark(both, "chain");
          marker.mark(ContentsContract.UNKNOWN, "chain");
        };

    CollectionReport report = collectAll(roots);

    assertThat(report.removedCount()).isEqualTo(2);
    assertThat(report.removedBytes()).isEqualTo(7 + 2 * MIB);
    assertThat(report.packsRemoved()).isEqualTo(1);
    assertThat(report.diskBytesFreed()).isGreaterThan(2 * MIB);
    assertThat(report.keptCount()).isEqualTo(4);
    assertThat(report.keptWhy()).containsEntry("label", 3L).containsEntry("chain", 1L);
    assertThat(report.references()).isEqualTo(5);
    assertThat(report.problems()).isEmpty();
    for (ContentRef kept : List.of(labelled, rooted, both, large)) {
      assertThat(ContentRef.of(store.get(kept))).isEqualTo(kept);
    }
    for (ContentRef swept : List.of(garbage, largeGarbage)) {
      assertThat(store.exists(swept)).isFalse();
    }
    assertThat(store.contents().totals().count()).isEqualTo(4);
  }

  @Test
  void keepsWhatWasPutWithinTheGrace() {
    ContentRef old = store.put(Bytes.utf8("old"));
    ContentRef again = store.put(Bytes.utf8("again"));
    pass(Duration.ofMinutes(50));
    ContentRef young = store.put(Bytes.utf8("young"));
    store.put(Bytes.utf8("again"));
    pass(Duration.ofMinutes(20));

    CollectionReport report = collect();

    assertThat(report.keptWhy()).containsEntry("grace", 2L);
    assertThat(store.exists(young)).isTrue();
    assertThat(store.exists(again)).isTrue();
    assertThat(store.exists(old)).isFalse();
    pass(Duration.ofHours(1));
    assertThat(collect().removedCount()).isEqualTo(2);
  }

  @Test
  void takesContentThatIsDatedInTheFutureForNew() {
    pass(Duration.ofDays(2));
    ContentRef dated = store.put(Bytes.utf8("dated"));
    clock.jump(Duration.ofDays(-1));

    assertThat(collect().keptWhy()).containsEntry("grace", 1L);
    pass(Duration.ofHours(2));
    assertThat(collect().removedCount()).isEqualTo(1);
    assertThat(store.exists(dated)).isFalse();
  }

  @Test
  void removesContentThatIsDatedInTheFutureWhereNoGraceIsGiven() {
    pass(Duration.ofDays(2));
    store.put(Bytes.utf8("dated"));
    clock.jump(Duration.ofDays(-1));

    assertThat(collectAll(Roots.NONE).removedCount()).isEqualTo(1);
  }

  @Test
  void tellsInADryRunWhatItWouldDo() {
    ContentRef kept = store.put(Bytes.utf8("kept"));
    ContentRef garbage = store.put(Bytes.utf8("garbage"));
    ContentRef large = store.put(Samples.random(1, 2 * MIB));
    store.labels().add(LABEL, kept);
    List<CollectionReport.Verdict> verdicts = new ArrayList<>();
    long changes = disk.changes();

    CollectionReport dry =
        store.collect(Roots.NONE, true, Duration.ZERO, Progress.NONE, verdicts::add);

    assertThat(disk.changes() - changes).as("syncs of folders alone").isLessThanOrEqualTo(2);
    assertThat(store.exists(garbage)).isTrue();
    assertThat(verdicts)
        .containsExactlyInAnyOrder(
            new CollectionReport.Verdict(kept, 4, 1, "label"),
            new CollectionReport.Verdict(garbage, 7, 0, ""),
            new CollectionReport.Verdict(large, 2 * MIB, 0, ""));
    CollectionReport real = collectAll(Roots.NONE);
    assertThat(dry.dryRun()).isTrue();
    assertThat(real).usingRecursiveComparison().ignoringFields("dryRun").isEqualTo(dry);
  }

  @Test
  void rewritesAPackLessThanHalfNeeded() {
    Bytes first = Samples.random(1, 8 * MIB);
    Bytes second = first.slice(0, 2 * MIB).plus(Samples.random(2, 100));
    ContentRef whole = store.put(first);
    ContentRef part = store.put(second);
    store.labels().add(LABEL, part);
    long before = store.contents().totals().diskBytes();

    CollectionReport report = collectAll(Roots.NONE);

    assertThat(report.packsRewritten()).isEqualTo(1);
    assertThat(store.exists(whole)).isFalse();
    assertThat(store.get(part)).isEqualTo(second);
    long after = store.contents().totals().diskBytes();
    assertThat(after).isLessThan(3 * MIB);
    assertThat(before - after).isEqualTo(report.diskBytesFreed());
    store.close();
    store = open();
    assertThat(store.get(part)).isEqualTo(second);
    // What moved is known where it is now.
    long shared = store.contents().totals().diskBytes();
    store.put(first.slice(0, 2 * MIB).plus(Samples.random(3, 50)));
    assertThat(store.contents().totals().diskBytes() - shared).isLessThan(MIB / 2);
    assertThat(collectAll(Roots.NONE).packsRewritten()).isZero();
  }

  @Test
  void readsOnThroughAPackThatMoves() throws Exception {
    Bytes first = Samples.random(1, 8 * MIB);
    ContentRef whole = store.put(first);
    Bytes second = first.slice(0, 3 * MIB).plus(Samples.random(2, 100));
    ContentRef part = store.put(second);
    store.labels().add(LABEL, part);
    try (var stream = store.open(part)) {
      byte[] begin = stream.readNBytes(10);
      assertThat(collectAll(Roots.NONE).packsRewritten()).isEqualTo(1);
      assertThat(Bytes.wrap(begin).plus(Bytes.wrap(stream.readAllBytes()))).isEqualTo(second);
    }
    assertThat(store.exists(whole)).isFalse();
  }

  @Test
  void takesNothingThatComesIntoUseMeanwhile() {
    ContentRef old = store.put(Bytes.utf8("old"));
    ContentRef putAgain = store.put(Bytes.utf8("put again"));
    ContentRef read = store.put(Bytes.utf8("read"));
    ContentRef garbage = store.put(Bytes.utf8("garbage"));
    Roots roots =
        _ -> {
          store.labels().add(LABEL, old);
          store.put(Bytes.utf8("put again"));
          store.keep(read);
        };

    CollectionReport report = collectAll(roots);

    assertThat(report.keptWhy()).containsEntry("in use", 3L);
    assertThat(store.exists(old)).isTrue();
    assertThat(store.exists(putAgain)).isTrue();
    assertThat(store.exists(read)).isTrue();
    assertThat(store.exists(garbage)).isFalse();
  }

  @Test
  void leavesAloneThePackThatAPutBuildsUpon() {
    Bytes first = Samples.random(1, 4 * MIB);
    store.put(first);
    boolean[] collected = {false};
    Bytes second = first.slice(0, 3 * MIB).plus(Samples.random(2, 2 * MIB));

    ContentRef ref =
        store.put(
            Samples.stream(second),
            done -> {
              if (done > 2 * MIB && !collected[0]) {
                collected[0] = true;
                assertThat(collectAll(Roots.NONE).removedCount()).isEqualTo(1);
              }
            });

    assertThat(collected[0]).isTrue();
    assertThat(store.get(ref)).isEqualTo(second);
  }

  @Test
  void runsOneAtATime() {
    Roots again = _ -> collectAll(Roots.NONE);

    assertThatExceptionOfType(StoreException.Refused.class)
        .isThrownBy(() -> collectAll(again))
        .withMessageContaining("already running");
    assertThat(collectAll(Roots.NONE).removedCount()).isZero();
  }

  @Test
  void leavesPacksAloneWhileARecipeCannotBeRead() {
    ContentRef damaged = store.put(Samples.random(1, 2 * MIB));
    store.labels().add(LABEL, damaged);
    ContentRef garbage = store.put(Samples.random(2, 2 * MIB));
    Path recipe = Samples.HOME.resolve("store/recipes").resolve(damaged.hex());
    disk.flip(recipe, 200, 3);

    CollectionReport report = collectAll(Roots.NONE);

    assertThat(store.exists(garbage)).isFalse();
    assertThat(report.packsRemoved()).isZero();
    assertThat(report.problems()).singleElement().asString().contains(damaged.hex());
  }

  @Test
  void sweepsWhatAnEarlierProcessLeftUnfinished() {
    store.owners().add("acme", ContentsContract.UNKNOWN);
    store.close();
    for (String name : List.of("data/~abc", "recipes/~def", "meta/~x", "owners/acme/~y")) {
      try (var file = disk.open(Samples.HOME.resolve("store").resolve(name), Disk.Mode.CREATE)) {
        file.writeFully(0, Bytes.utf8("half").buffer());
      }
    }
    pass(Duration.ofMinutes(1));
    store = open();

    collectAll(Roots.NONE);

    assertThat(disk.files()).noneMatch(path -> path.getFileName().toString().startsWith("~"));
  }

  @Test
  void forgetsWhatWasNotedOfSweptContent() {
    ContentRef ref = store.put(Bytes.utf8("text"));
    store.describe(ref, "text/plain");

    collectAll(Roots.NONE);

    assertThat(store.metadata(ref)).isEmpty();
    store.put(Bytes.utf8("text"));
    assertThat(store.metadata(ref).orElseThrow().mediaType()).isEmpty();
  }

  @Test
  void tellsHowFarItHasCome() {
    for (int i = 0; i < 5000; i++) {
      store.put(Bytes.utf8("content " + i));
    }
    List<Long> told = new ArrayList<>();

    store.collect(Roots.NONE, false, Duration.ZERO, told::add, _ -> {});

    assertThat(told).containsExactly(4096L, 5000L);
  }
}
