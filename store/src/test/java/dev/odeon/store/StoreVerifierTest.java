package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Finding;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store promises to keep, and who notices that it did not. */
class StoreVerifierTest {
  private static final int MIB = 1 << 20;
  private static final Path ROOT = Samples.HOME.resolve("store");
  private static final StoreName NOTES = new StoreName("acme", "notes");

  private final SimDisk disk = new SimDisk(1);
  private ContentRef small = new ContentRef(dev.odeon.base.Hash.ZERO);
  private ContentRef large = small;
  private ContentRef compressed = small;

  @BeforeEach
  void fill() {
    try (Store store = Samples.open(disk)) {
      small = store.put(Bytes.utf8("hello"));
      large = store.put(Samples.random(1, MIB + 200_000));
      compressed = store.put(Samples.text(2, MIB + 1));
      store.describe(small, "text/plain");
      store.labels().add(new Label("greetings/first"), small);
      store.labels().add(new Label("greetings/first"), large);
      store.create(NOTES);
      store.labels(NOTES).add(new Label("a"), compressed);
      store.owners().add("acme", small);
      store.apply(
          new GuestPosition(3, 4), StoreName.DEFAULT, new LabelChange.Add(new Label("b"), small));
    }
  }

  private StoreReport verify() {
    disk.faults(Fault.readOnly());
    StoreVerifier verifier = new StoreVerifier(disk, Samples.HOME, Progress.NONE);
    verifier.read();
    StoreReport report = verifier.report();
    disk.faults(Fault.none());
    return report;
  }

  private List<Path> kept() {
    return disk.files().stream().filter(file -> file.startsWith(ROOT)).toList();
  }

  private static String shown(Path file) {
    return Samples.HOME.relativize(file).toString();
  }

  private Path file(String folder, ContentRef ref) {
    return ROOT.resolve(folder).resolve(ref.hex());
  }

  @Test
  void saysWhatItRead() {
    StoreReport report = verify();

    assertThat(report.findings()).isEmpty();
    assertThat(report.isSound()).isTrue();
    assertThat(report.contents()).isEqualTo(3);
    assertThat(report.bytes()).isEqualTo(5 + MIB + 200_000 + MIB + 1);
    assertThat(report.labels()).isEqualTo(3);
    assertThat(report.metadata()).isEqualTo(1);
    assertThat(report.names()).isEqualTo(3);
  }

  /** Whatever file it is and wherever in it: no byte may be altered unnoticed. */
  @Test
  void namesEveryFileInWhichABitWasFlipped() {
    for (Path file : kept()) {
      int size = disk.peek(file).size();
      int stride = size > 10_000 ? 99_991 : size > 1_000 ? 17 : 1;
      for (int offset = 0; offset < size; offset += stride) {
        disk.flip(file, offset, offset & 7);
        assertThat(verify().findings())
            .as("%s at %d", file, offset)
            .anyMatch(finding -> finding.path().equals(shown(file)));
        disk.flip(file, offset, offset & 7);
      }
    }
    assertThat(verify().isSound()).isTrue();
  }

  @Test
  void namesEveryFileThatWasCutOrGrew() {
    for (Path file : kept()) {
      Bytes whole = disk.peek(file);
      for (int size : new int[] {0, 1, whole.size() / 2, whole.size() - 1}) {
        try (DiskFile open = disk.open(file, Disk.Mode.WRITE)) {
          open.truncate(size);
        }
        assertThat(verify().findings())
            .as("%s of %d bytes", file, size)
            .anyMatch(finding -> finding.path().equals(shown(file)));
        disk.alter(file, 0, whole);
      }
    }
    for (Path file : kept().stream().filter(it -> !it.startsWith(ROOT.resolve("packs"))).toList()) {
      int size = disk.peek(file).size();
      disk.alter(file, size, Bytes.utf8("\n"));
      assertThat(verify().findings())
          .as("%s, longer", file)
          .anyMatch(finding -> finding.path().equals(shown(file)));
      try (DiskFile open = disk.open(file, Disk.Mode.WRITE)) {
        open.truncate(size);
      }
    }
    assertThat(verify().isSound()).isTrue();
  }

  @Test
  void namesTheContentThatADamagedPackIsNeededFor() {
    Path recipe = file("recipes", large);
    long pack;
    try (Recipe open = Recipe.open(disk, recipe, large).orElseThrow()) {
      pack = open.chunk(0).pack();
    }
    Path file = ROOT.resolve("packs").resolve(StoreFolders.packName(pack));
    disk.alter(file, 500_000, Bytes.ofHex("0102"));

    assertThat(verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.path()).isEqualTo(shown(file)))
        .satisfies(finding -> assertThat(finding.what()).contains(large.hex()));
    disk.delete(file);
    assertThat(verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.path()).isEqualTo(shown(file)))
        .satisfies(finding -> assertThat(finding.what()).contains("missing", large.hex()));
  }

  @Test
  void namesTheLabelWhoseContentIsMissing() {
    disk.delete(file("data", small));
    disk.delete(file("recipes", compressed));

    assertThat(verify().findings())
        .extracting(Finding::text)
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("labels/", "missing", small.hex()),
            text ->
                assertThat(text)
                    .contains("store/named/acme/notes/labels/a", "missing", compressed.hex()));
  }

  @Test
  void looksForNothingThatTheLogHolds() {
    disk.delete(file("data", small));
    StoreVerifier verifier = new StoreVerifier(disk, Samples.HOME, Progress.NONE);
    verifier.read();
    verifier.requires(ContentRef.of(Bytes.utf8("module")), () -> "block 0 of echo");
    verifier.requires(ContentRef.of(Bytes.utf8("gone")), () -> "block 1 of echo");
    verifier.holds(ContentRef.of(Bytes.utf8("module")));
    assertThat(verifier.missing())
        .containsExactlyInAnyOrder(small, ContentRef.of(Bytes.utf8("gone")));
    verifier.holds(small);

    assertThat(verifier.report().findings())
        .singleElement()
        .extracting(Finding::text)
        .asString()
        .contains("block 1 of echo", ContentRef.of(Bytes.utf8("gone")).hex());
  }

  /** What the owner of the store did after it was looked at is no damage. */
  @Test
  void reportsNothingThatWasMendedOrTakenAwayMeanwhile() {
    disk.delete(file("data", small));
    disk.delete(file("recipes", compressed));
    StoreVerifier verifier = new StoreVerifier(disk, Samples.HOME, Progress.NONE);
    verifier.read();
    try (Store store = Samples.open(disk)) {
      store.put(Bytes.utf8("hello"));
      store.labels(NOTES).remove(new Label("a"));
    }

    assertThat(verifier.report().findings()).isEmpty();
  }

  @Test
  void reportsNothingThatIsBeingWritten() {
    for (String name :
        List.of("data/~x", "labels/~a", "owners/acme/~z", "recipes/~y", "packs/00000000000000ff")) {
      try (DiskFile open = disk.open(ROOT.resolve(name), Disk.Mode.CREATE)) {
        open.writeFully(0, Bytes.utf8("half").buffer());
      }
    }

    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void namesFilesThatWereGivenOtherNames() {
    disk.rename(ROOT.resolve("labels/b"), ROOT.resolve("labels/c"));
    disk.rename(file("data", small), ROOT.resolve("data/hello"));
    disk.rename(ROOT.resolve("labels/greetings%2Ffirst"), ROOT.resolve("labels/greetings%2ffirst"));
    disk.rename(file("meta", small), file("meta", large));

    assertThat(verify().findings())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "store/labels/c",
            "store/data/hello",
            "store/labels/greetings%2ffirst",
            "store/meta/" + large.hex());
  }

  @Test
  void looksForNoContentThatAMarkIsOf() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("blue", ContentsContract.UNKNOWN);
    }

    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void namesMarksThatWereGivenOtherNames() {
    disk.rename(ROOT.resolve("owners/acme"), ROOT.resolve("owners/Acme"));
    try (Store store = Samples.open(disk)) {
      store.owners().add("blue", small);
      store.owners().add("green", small);
    }
    disk.rename(
        ROOT.resolve("owners/blue").resolve(small.hex()),
        ROOT.resolve("owners/blue").resolve(large.hex()));
    disk.rename(
        ROOT.resolve("owners/green").resolve(small.hex()), ROOT.resolve("owners/green/hello"));

    assertThat(verify().findings())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "store/owners/Acme", "store/owners/blue/" + large.hex(), "store/owners/green/hello");
  }

  @Test
  void readsAHomeWithoutAStore() {
    StoreVerifier verifier = new StoreVerifier(new SimDisk(1), Samples.HOME, Progress.NONE);
    verifier.read();

    assertThat(verifier.report().isSound()).isTrue();
  }

  @Test
  void keepsWhatADamagedLabelNamed() {
    for (Path label :
        List.of(
            ROOT.resolve("labels/greetings%2Ffirst"), ROOT.resolve("named/acme/notes/labels/a"))) {
      for (int offset = 0; offset < disk.peek(label).size(); offset++) {
        disk.flip(label, offset, 0);
        try (Store store = Samples.open(disk)) {
          int at = offset;
          assertThatExceptionOfType(StoreException.Refused.class)
              .as("%s at %d", label, at)
              .isThrownBy(() -> collect(store, false))
              .withMessageContaining(shown(label));
          CollectionReport report = collect(store, true);
          assertThat(report.problems()).singleElement().asString().contains(shown(label));
          assertThat(report.removedCount()).isZero();
          for (ContentRef ref : List.of(small, large, compressed)) {
            assertThat(ContentRef.of(store.get(ref))).isEqualTo(ref);
          }
        }
        disk.flip(label, offset, 0);
      }
    }
  }

  @Test
  void collectsNothingWhileSomethingNamesWhatIsNotThere() {
    disk.delete(file("data", small));
    try (Store store = Samples.open(disk)) {
      ContentRef garbage = store.put(Bytes.utf8("garbage"));
      assertThatExceptionOfType(StoreException.Refused.class)
          .isThrownBy(() -> collect(store, false))
          .withMessageContaining("store/labels/b")
          .withMessageContaining(small.hex());
      assertThat(store.exists(garbage)).isTrue();
      assertThat(collect(store, true).problems()).isNotEmpty();
      store.put(Bytes.utf8("hello"));
      assertThatExceptionOfType(StoreException.Refused.class)
          .isThrownBy(() ->
              store.collect(
                  marker ->
                      marker.require(ContentsContract.UNKNOWN, "chain", () -> "block 7 of counter"),
                  false,
                  Duration.ZERO,
                  Progress.NONE,
                  _ -> {}))
          .withMessageContaining("block 7 of counter")
          .withMessageContaining(ContentsContract.UNKNOWN.hex());
      // What may be named without being there is only kept if it is.
      store.collect(
          marker -> marker.mark(ContentsContract.UNKNOWN, "chain"),
          false,
          Duration.ZERO,
          Progress.NONE,
          _ -> {});
      assertThat(store.exists(garbage)).isFalse();
    }
  }

  @Test
  void collectsNothingWhileALabelHasAnotherName() {
    disk.rename(ROOT.resolve("named/acme/notes"), ROOT.resolve("named/acme/Notes"));
    try (Store store = Samples.open(disk)) {
      assertThatExceptionOfType(StoreException.Refused.class)
          .isThrownBy(() -> collect(store, false))
          .withMessageContaining("store/named/acme/Notes");
      assertThat(store.exists(compressed)).isTrue();
    }
  }

  private static CollectionReport collect(Store store, boolean dryRun) {
    return store.collect(Roots.NONE, dryRun, Duration.ZERO, Progress.NONE, _ -> {});
  }
}
