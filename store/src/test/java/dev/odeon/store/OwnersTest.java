package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.PowerCut;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnersTest {
  private static final Path MARKS = Samples.HOME.resolve("store/owners");
  private static final Bytes CONTENT = Bytes.utf8("hello");
  private static final ContentRef REF = ContentRef.of(CONTENT);
  private static final ContentRef OTHER = ContentRef.of(Bytes.utf8("other"));

  private SimDisk disk = new SimDisk(1);

  private static Path mark(String tenant, ContentRef ref) {
    return MARKS.resolve(tenant).resolve(ref.hex());
  }

  private static CollectionReport collect(Store store) {
    return store.collect(Roots.NONE, false, Duration.ZERO, Progress.NONE, _ -> {});
  }

  @Test
  void knowsWhatEachTenantStored() {
    try (Store store = Samples.open(disk)) {
      assertThat(store.owners().has("acme", REF)).isFalse();

      store.owners().add("acme", REF);
      store.owners().add("blue", OTHER);

      assertThat(store.owners().has("acme", REF)).isTrue();
      assertThat(store.owners().has("acme", OTHER)).isFalse();
      assertThat(store.owners().has("blue", REF)).isFalse();
      assertThat(store.owners().has("blue", OTHER)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "Acme", "_a", "~a"})
  void refusesWhatIsNoTenant(String name) {
    try (Store store = Samples.open(disk)) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.owners().add(name, REF));
      assertThatIllegalArgumentException().isThrownBy(() -> store.owners().has(name, REF));
    }
    assertThat(disk.list(MARKS)).isEmpty();
  }

  @Test
  void isDurableOnReturn() {
    Samples.open(disk).owners().add("acme", REF);
    for (long seed = 0; seed < 20; seed++) {
      try (Store store = Samples.open(disk.crash(seed))) {
        assertThat(store.owners().has("acme", REF)).as("seed %d", seed).isTrue();
      }
    }
  }

  @Test
  void changesNothingForWhatIsKnown() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", REF);
      long before = disk.changes();

      store.owners().add("acme", REF);

      assertThat(disk.changes()).isEqualTo(before);
    }
  }

  /** Killed between the rename and the sync of its folder, and the power goes off later. */
  @Test
  void makesDurableWhatAnEarlierProcessDidNot() {
    Path tenant = MARKS.resolve("acme");
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", OTHER);
      disk.faults(
          Fault.on(
              operation ->
                  operation.kind() == DiskOperation.Kind.SYNC_FOLDER
                      && operation.path().equals(tenant),
              new Fault.Verdict.Fail(Reason.TOO_MANY_OPEN)));
      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.owners().add("acme", REF));
    }
    disk = disk.kill();
    disk.faults(Fault.none());
    Samples.open(disk).owners().add("acme", REF);
    for (long seed = 0; seed < 20; seed++) {
      try (Store store = Samples.open(disk.crash(seed))) {
        assertThat(store.owners().has("acme", REF)).as("seed %d", seed).isTrue();
      }
    }
  }

  @Test
  void opensAHomeThatHasNoMarksYet() {
    try (Store store = Samples.open(disk)) {
      store.put(CONTENT);
    }
    disk.delete(MARKS);
    try (Store store = Samples.open(disk)) {
      assertThat(store.get(REF)).isEqualTo(CONTENT);
      assertThat(store.owners().has("acme", REF)).isFalse();
      store.owners().add("acme", REF);
      assertThat(store.owners().has("acme", REF)).isTrue();
    }
  }

  @Test
  void takesADamagedMarkForNoneUntilItIsSetAgain() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", REF);
      Bytes whole = disk.peek(mark("acme", REF));
      for (int offset = 0; offset < whole.size(); offset++) {
        disk.flip(mark("acme", REF), offset, offset & 7);
        assertThat(store.owners().has("acme", REF)).as("flipped at %d", offset).isFalse();
        store.owners().add("acme", REF);
        assertThat(disk.peek(mark("acme", REF))).isEqualTo(whole);
      }
      disk.alter(mark("acme", REF), whole.size(), Bytes.utf8("\n"));
      assertThat(store.owners().has("acme", REF)).isFalse();
      disk.rename(mark("acme", REF), mark("acme", OTHER));
      assertThat(store.owners().has("acme", OTHER)).isFalse();
    }
  }

  @Test
  void leavesNothingOnADiskThatIsFull() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", OTHER);
      disk.capacity(disk.used());

      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.owners().add("acme", REF))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL));

      assertThat(store.owners().has("acme", REF)).isFalse();
      assertThat(disk.list(MARKS.resolve("acme"))).containsExactly(OTHER.hex());
      disk.capacity(Long.MAX_VALUE);
      store.owners().add("acme", REF);
      assertThat(store.owners().has("acme", REF)).isTrue();
    }
  }

  @Test
  void takesNoMoreOnceASyncHasFailed() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", OTHER);
      disk.faults(
          Fault.onNth(
              0,
              operation -> operation.kind() == DiskOperation.Kind.SYNC_FOLDER,
              new Fault.Verdict.Fail(Reason.SYNC)));
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(StoreException.Broken.class)
            .isThrownBy(() -> store.owners().add("acme", REF));
      }
    }
  }

  @Test
  void saysSoWhereTheDiskWouldNotBeRead() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", REF);
      disk.faults(Fault.noDescriptors());

      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.owners().has("acme", REF));
    }
  }

  // Collections.

  @Test
  void keepsNothingAliveAndGoesWithItsContent() {
    try (Store store = Samples.open(disk)) {
      ContentRef large = store.put(Samples.random(1, 2 << 20));
      ContentRef kept = store.put(Bytes.utf8("kept"));
      store.put(CONTENT);
      store.labels().add(new Label("kept"), kept);
      for (ContentRef ref : List.of(REF, OTHER, large, kept)) {
        store.owners().add("acme", ref);
      }
      store.owners().add("blue", REF);

      assertThat(collect(store).removedCount()).isEqualTo(2);

      assertThat(disk.list(MARKS.resolve("acme"))).containsExactly(kept.hex());
      assertThat(disk.list(MARKS.resolve("blue"))).isEmpty();
      store.put(CONTENT);
      assertThat(store.owners().has("acme", REF)).isFalse();
      store.owners().add("blue", REF);
      assertThat(store.owners().has("blue", REF)).isTrue();
    }
  }

  @Test
  void keepsTheMarksOfWhatIsKeptElsewhere() {
    Resolver log =
        new Resolver() {
          @Override
          public Optional<ContentRef> label(String tenant, Label label) {
            return Optional.empty();
          }

          @Override
          public Optional<Bytes> content(ContentRef ref) {
            return ref.equals(REF) ? Optional.of(CONTENT) : Optional.empty();
          }
        };
    try (Store store = Store.open(StoreConfig.defaults(), Samples.HOME, Samples.ports(disk), log)) {
      store.owners().add("acme", REF);
      store.owners().add("acme", OTHER);

      collect(store);

      assertThat(disk.list(MARKS.resolve("acme"))).containsExactly(REF.hex());
    }
  }

  @Test
  void removesNoMarkInADryRun() {
    try (Store store = Samples.open(disk)) {
      store.owners().add("acme", REF);

      store.collect(Roots.NONE, true, Duration.ZERO, Progress.NONE, _ -> {});

      assertThat(store.owners().has("acme", REF)).isTrue();
    }
  }

  /** Wherever the power goes off: the next collection ends it, and no mark is without content. */
  @Test
  void endsWhatACrashBrokeOff() {
    boolean[] cut = {true};
    for (long change = 0; cut[0]; change++) {
      SimDisk here = new SimDisk(change);
      ContentRef kept = filled(here);
      here.faults(Fault.cutAtChange(change));
      cut[0] = false;
      try (Store store = Samples.open(here)) {
        collect(store);
      } catch (PowerCut e) {
        cut[0] = true;
      }
      SimDisk after = cut[0] ? here.crash(change) : here.kill();
      after.faults(Fault.none());
      try (Store store = Samples.open(after)) {
        assertThat(store.owners().has("acme", kept)).as("cut at %d", change).isTrue();
        collect(store);
        assertThat(after.list(MARKS.resolve("acme"))).containsExactly(kept.hex());
        assertThat(after.list(MARKS.resolve("blue"))).isEmpty();
      }
      assertThat(change).isLessThan(1000);
    }
  }

  /** A store with one content that is labelled and some that are not, all with marks. */
  private static ContentRef filled(SimDisk disk) {
    try (Store store = Samples.open(disk)) {
      ContentRef kept = store.put(Bytes.utf8("kept"));
      store.labels().add(new Label("kept"), kept);
      store.owners().add("acme", kept);
      for (String text : List.of("a", "b", "c")) {
        store.owners().add("acme", store.put(Bytes.utf8(text)));
      }
      store.owners().add("blue", store.put(Bytes.utf8("c")));
      return kept;
    }
  }
}
