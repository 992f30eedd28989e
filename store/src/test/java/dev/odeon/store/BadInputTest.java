package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.DiskFile;
import dev.odeon.testkit.DiskOperation.Kind;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Seeds;
import dev.odeon.testkit.SimDisk;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a damaged, full or read-only disk gets, and who lies to the store. */
class BadInputTest {
  private static final int MIB = 1 << 20;
  private static final Path ROOT = Samples.HOME.resolve("store");

  private final SimDisk disk = new SimDisk(1);
  private final Store store =
      Store.open(
          StoreConfig.defaults().withCacheBytes(0),
          Samples.HOME,
          Samples.ports(disk),
          Resolver.NONE);

  private static Path data(ContentRef ref) {
    return ROOT.resolve("data").resolve(ref.hex());
  }

  private static Path recipe(ContentRef ref) {
    return ROOT.resolve("recipes").resolve(ref.hex());
  }

  private Path onlyPack() {
    return ROOT.resolve("packs").resolve(disk.list(ROOT.resolve("packs")).getFirst());
  }

  private void cut(Path file, long size) {
    try (DiskFile open = disk.open(file, Disk.Mode.WRITE)) {
      open.truncate(size);
    }
  }

  @Test
  void namesDamagedSmallContent() {
    Bytes content = Samples.text(1, 1000);
    ContentRef ref = store.put(content);
    disk.flip(data(ref), 500, 0);

    for (Runnable read :
        List.<Runnable>of(
            () -> store.get(ref), () -> store.get(ref, 0, 10), () -> store.open(ref))) {
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(read::run)
          .withMessageContaining(ref.hex());
    }
    store.contents().remove(ref);
    store.put(content);
    assertThat(store.get(ref)).isEqualTo(content);
  }

  @Test
  void takesTruncatedContentForUnknown() {
    Bytes content = Samples.text(1, 1000);
    ContentRef ref = store.put(content);
    cut(data(ref), 999);

    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> store.get(ref));
    store.put(content);
    assertThat(store.get(ref)).isEqualTo(content);
  }

  @Test
  void refusesAFileLargerThanAnySmallContent() {
    ContentRef ref = store.put(Samples.text(1, 1000));
    disk.alter(data(ref), 2 * MIB, Bytes.utf8("x"));

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref))
        .withMessageContaining("bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 100_000, 1_500_000})
  void namesDamagedChunks(int offset) {
    ContentRef ref = store.put(Samples.random(1, 2 * MIB));
    disk.flip(onlyPack(), offset, 0);

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref))
        .withMessageContaining(ref.hex());
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> Samples.drain(store.open(ref)));
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref, Math.max(0, offset - 20), 10))
        .withMessageContaining(onlyPack().getFileName().toString());
  }

  /** The rest of the content is none the worse for it. */
  @Test
  void readsARangeBesideTheDamage() {
    Bytes content = Samples.random(1, 2 * MIB);
    ContentRef ref = store.put(content);
    disk.flip(onlyPack(), 1_500_000, 0);

    assertThat(store.get(ref, 0, 50_000)).isEqualTo(content.slice(0, 50_000));
  }

  @Test
  void namesDamagedCompressedChunks() {
    Bytes content = Samples.text(1, 2 * MIB);
    ContentRef ref = store.put(content);
    for (int offset = 16; offset < 100_000; offset += 997) {
      disk.flip(onlyPack(), offset, offset & 7);
    }

    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> store.get(ref));
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref, 0, 1000));
  }

  @Test
  void namesAPackThatIsTruncatedOrMissing() {
    Bytes content = Samples.random(1, 2 * MIB);
    ContentRef ref = store.put(content);
    String pack = onlyPack().getFileName().toString();

    cut(onlyPack(), 1_000_000);
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref))
        .withMessageContaining(pack);
    disk.delete(onlyPack());
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref))
        .withMessageContaining(pack)
        .withMessageContaining("missing");
    store.put(content);
    assertThat(store.get(ref)).isEqualTo(content);
  }

  @Test
  void findsEveryDamageOfARecipe() {
    Bytes content = Samples.random(1, MIB + 200_000);
    ContentRef ref = store.put(content);
    int size = disk.peek(recipe(ref)).size();
    for (int offset = 0; offset < size; offset++) {
      disk.flip(recipe(ref), offset, offset & 7);
      try {
        // What is found is either the damage or, where it does not matter, the content.
        assertThat(store.get(ref)).isEqualTo(content);
        throw new AssertionError("byte " + offset + " may be altered unnoticed");
      } catch (StoreException.Damaged e) {
        assertThat(e).hasMessageContaining("damaged");
      } finally {
        disk.flip(recipe(ref), offset, offset & 7);
      }
    }
    assertThat(store.get(ref)).isEqualTo(content);
  }

  @Test
  void namesARecipeThatIsTruncatedOrOfANewerFormat() {
    Bytes content = Samples.random(1, 2 * MIB);
    ContentRef ref = store.put(content);
    Bytes whole = disk.peek(recipe(ref));
    for (int size : new int[] {0, 1, 10, 60, whole.size() - 1}) {
      cut(recipe(ref), size);
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> store.get(ref))
          .withMessageContaining(ref.hex());
      assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> store.size(ref));
      disk.alter(recipe(ref), 0, whole);
    }
    disk.alter(recipe(ref), 1, Bytes.ofHex("02"));
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> store.get(ref))
        .withMessageContaining("a newer Odeon");
    store.put(content);
    assertThat(store.get(ref)).isEqualTo(content);
  }

  @Test
  void namesADamagedLabel() {
    ContentRef ref = store.put(Bytes.utf8("x"));
    Label label = new Label("a");
    store.labels().add(label, ref);
    Path file = ROOT.resolve("labels/a");
    for (String bad :
        List.of("x".repeat(64) + "\n", ref.hex() + " ", ref.hex(), "\n", "../../../etc/passwd\n")) {
      disk.delete(file);
      try (DiskFile open = disk.open(file, Disk.Mode.CREATE)) {
        open.writeFully(0, Bytes.utf8(bad).buffer());
      }
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> store.labels().get(label))
          .withMessageContaining("label 'a'");
    }
    store.labels().replace(label, ref);
    assertThat(store.labels().get(label)).containsExactly(ref);
  }

  @Test
  void refusesMetadataThatLies() {
    ContentRef ref = store.put(Bytes.utf8("hello"));
    store.describe(ref, "text/plain");
    assertThat(store.metadata(ref).orElseThrow().mediaType()).contains("text/plain");
    disk.flip(ROOT.resolve("meta").resolve(ref.hex()), 0, 1);

    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> store.metadata(ref));
    for (String bad : List.of("", "a\nb", "é", "a".repeat(256), "a\0")) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.describe(ref, bad));
    }
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> store.describe(ContentsContract.UNKNOWN, "text/plain"));
  }

  @Test
  void saysThatContentVanishedWhileItWasRead() throws Exception {
    ContentRef ref = store.put(Samples.random(1, 8 * MIB));
    try (InputStream stream = store.open(ref)) {
      assertThat(stream.readNBytes(100_000)).hasSize(100_000);
      disk.delete(onlyPack());
      disk.delete(recipe(ref));
      // The pack is open, so its bytes are there to the end.
      assertThat(stream.readAllBytes()).hasSize(8 * MIB - 100_000);
    }
    assertThatExceptionOfType(StoreException.Missing.class).isThrownBy(() -> store.get(ref));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"FULL", "READ_ONLY", "IO"})
  void leavesNothingHalfWrittenOnADiskThatWillNot(Reason reason) {
    ContentRef kept = store.put(Samples.random(50, 2 * MIB));
    store.labels().add(new Label("kept"), kept);
    Bytes small = Samples.random(1, 100_000);
    Bytes large = Samples.random(2, 3 * MIB);
    for (int i = 0; i < 12; i++) {
      disk.faults(
          Fault.onNth(
              i,
              op -> op.kind() == Kind.WRITE || op.kind() == Kind.SYNC || op.kind() == Kind.CREATE,
              new Fault.Verdict.Fail(reason)));
      for (Bytes content : List.of(small, large)) {
        try {
          store.put(content);
        } catch (StoreException.Unavailable e) {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(store.exists(ContentRef.of(content))).isFalse();
        }
      }
      disk.faults(Fault.none());
      store.contents().remove(ContentRef.of(small));
      store.contents().remove(ContentRef.of(large));
      store.collect(Roots.NONE, false, Duration.ZERO, Progress.NONE, _ -> {});
      assertThat(disk.files()).noneMatch(path -> path.getFileName().toString().startsWith("~"));
      assertThat(disk.list(ROOT.resolve("packs"))).hasSize(1);
    }
    assertThat(ContentRef.of(store.get(kept))).isEqualTo(kept);
    assertThat(store.get(store.put(large))).isEqualTo(large);
  }

  @Test
  void takesAFullDiskAsARefusal() {
    ContentRef kept = store.put(Samples.random(50, 2 * MIB));
    disk.capacity(disk.used() + 500_000);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(Samples.random(2, 3 * MIB)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
        .withMessageContaining("No space left");
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(Samples.random(3, MIB)));
    assertThat(ContentRef.of(store.get(kept))).isEqualTo(kept);
    ContentRef fits = store.put(Samples.random(4, 100_000));
    assertThat(store.exists(fits)).isTrue();
  }

  @Test
  void readsFromAReadOnlyDisk() {
    ContentRef kept = store.put(Samples.random(50, 2 * MIB));
    disk.faults(Fault.readOnly());

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(Bytes.utf8("new")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.labels().add(new Label("a"), kept));
    assertThat(ContentRef.of(store.get(kept))).isEqualTo(kept);
    assertThat(store.put(Samples.random(50, 2 * MIB))).isEqualTo(kept);
  }

  @Test
  void acknowledgesNothingAfterASyncOfNamesFailed() {
    disk.faults(
        Fault.onNth(
            0,
            operation -> operation.kind() == Kind.SYNC_FOLDER && operation.on("data"),
            new Fault.Verdict.Fail(Reason.SYNC)));
    Bytes content = Bytes.utf8("content");

    assertThatExceptionOfType(StoreException.Broken.class).isThrownBy(() -> store.put(content));
    assertThatExceptionOfType(StoreException.Broken.class)
        .isThrownBy(() -> store.put(Bytes.utf8("other")))
        .withMessageContaining("open it again");
    // It may be there, but nobody may be told that it lasts.
    assertThatExceptionOfType(StoreException.Broken.class).isThrownBy(() -> store.put(content));
    store.close();
    try (Store again = Samples.open(disk)) {
      assertThat(again.get(again.put(content))).isEqualTo(content);
    }
  }

  @Test
  void healsFromAMomentWithoutDescriptors() {
    ContentRef kept = store.put(Bytes.utf8("kept"));
    Bytes large = Samples.random(51, 3 * MIB);
    store.labels().add(new Label("a"), kept);
    disk.faults(Fault.noDescriptors());
    for (Bytes content : List.of(Bytes.utf8("new"), large)) {
      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.put(content))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_OPEN));
    }
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.labels().add(new Label("b"), kept));
    disk.faults(Fault.none());

    for (Bytes content : List.of(Bytes.utf8("new"), large)) {
      assertThat(store.get(store.put(content))).isEqualTo(content);
    }
    store.labels().add(new Label("b"), kept);
    assertThat(store.labels().get(new Label("b"))).containsExactly(kept);
    assertThat(Samples.open(disk.crash(3)).get(kept).text()).isEqualTo("kept");
  }

  @Test
  void acknowledgesNothingThatWasNamedWhileItsFolderCouldNotBeOpened() {
    Bytes content = Bytes.utf8("content");
    ContentRef ref = ContentRef.of(content);
    ContentRef other = store.put(Bytes.utf8("other"));
    disk.faults(
        Fault.on(
            operation -> operation.kind() == Kind.SYNC_FOLDER,
            new Fault.Verdict.Fail(Reason.TOO_MANY_OPEN)));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(content));
    // The file has its name by now, and a power cut may take it back: that is no acknowledgement.
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.put(content));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.labels().add(new Label("l"), other));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> store.labels().add(new Label("l"), other));
    disk.faults(Fault.none());
    assertThat(store.put(content)).isEqualTo(ref);
    store.labels().add(new Label("l"), other);

    Seeds.each(
        20,
        seed -> {
          try (Store after = Samples.open(disk.crash(seed))) {
            assertThat(after.get(ref)).isEqualTo(content);
            assertThat(after.labels().get(new Label("l"))).containsExactly(other);
          }
        });
  }

  @Test
  void refusesChangesAfterItWasClosed() {
    ContentRef ref = store.put(Bytes.utf8("content"));
    store.close();

    assertThatExceptionOfType(StoreException.Closed.class)
        .isThrownBy(() -> store.put(Bytes.utf8("other")));
    assertThatExceptionOfType(StoreException.Closed.class)
        .isThrownBy(() -> store.contents().remove(ref));
  }

  @Test
  void noticesADamagedCatalogue() {
    ContentRef ref = store.put(Samples.random(1, 2 * MIB));
    store.put(Bytes.utf8("small"));
    store.close();
    Path index = Samples.HOME.resolve("derived/index");
    for (String name : List.of("store.contents.new", "store.chunks.new")) {
      disk.flip(index.resolve(name), 4100, 3);
    }
    try (Store again = Samples.open(disk)) {
      assertThat(again.contents().totals().count()).isEqualTo(2);
      again.put(Samples.random(1, 2 * MIB).slice(0, MIB + 500_000));
      assertThat(ContentRef.of(again.get(ref))).isEqualTo(ref);
    }
  }

  @Test
  void refusesALabelsPositionThatIsDamaged() {
    ContentRef ref = store.put(Bytes.utf8("content"));
    store.apply(
        new GuestPosition(3, 4), StoreName.DEFAULT, new LabelChange.Add(new Label("a"), ref));
    store.close();
    disk.flip(ROOT.resolve("labels.at"), 0, 0);

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> Samples.open(disk))
        .withMessageContaining("labels.at");
  }
}
