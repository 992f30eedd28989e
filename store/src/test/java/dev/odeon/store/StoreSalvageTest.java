package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Finding;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreSalvageTest {
  private static final Path ROOT = Samples.HOME.resolve("store");
  private static final Path COPY = Path.of("/copy");

  private final SimDisk disk = new SimDisk(1);

  private StoreSalvage.Report salvage() {
    return StoreSalvage.copy(disk, Samples.HOME, COPY, GuestPosition.START, Progress.NONE);
  }

  private Store openCopy() {
    return Store.open(StoreConfig.defaults(), COPY, Samples.ports(disk), Resolver.NONE);
  }

  @Test
  void copiesTheMarksOfWhatItCopies() {
    ContentRef small;
    ContentRef large;
    ContentRef damaged;
    ContentRef missing = ContentRef.of(Bytes.utf8("missing"));
    try (Store store = Samples.open(disk)) {
      small = store.put(Bytes.utf8("hello"));
      large = store.put(Samples.random(1, 2 << 20));
      damaged = store.put(Bytes.utf8("damaged"));
      store.labels().add(new Label("a"), small);
      for (ContentRef ref : new ContentRef[] {small, large, damaged, missing}) {
        store.owners().add("acme", ref);
      }
      store.owners().add("blue", small);
    }
    disk.flip(ROOT.resolve("data").resolve(damaged.hex()), 0, 0);
    disk.flip(ROOT.resolve("owners/blue").resolve(small.hex()), 0, 0);

    StoreSalvage.Report report = salvage();

    assertThat(report.contents()).isEqualTo(2);
    assertThat(report.labels()).isEqualTo(1);
    assertThat(report.leftOut())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "store/data/" + damaged.hex(), "store/owners/blue/" + small.hex());
    assertThat(disk.list(COPY.resolve("store/owners"))).containsExactly("acme");
    try (Store store = openCopy()) {
      assertThat(store.owners().has("acme", small)).isTrue();
      assertThat(store.owners().has("acme", large)).isTrue();
      assertThat(store.owners().has("acme", damaged)).isFalse();
      assertThat(store.owners().has("acme", missing)).isFalse();
      assertThat(store.owners().has("blue", small)).isFalse();
    }
  }

  @Test
  void copiesWhatIsNewAndRemovesLabelsThatAreGone() {
    ContentRef first;
    ContentRef large;
    try (Store store = Samples.open(disk)) {
      first = store.put(Bytes.utf8("first"));
      large = store.put(Samples.random(2, 2 << 20));
      store.labels().add(new Label("gone"), first);
      store.labels().add(new Label("stays"), large);
    }
    salvage();
    try (Store copy = openCopy()) {
      assertThat(copy.exists(first)).isTrue();
    }
    ContentRef second;
    try (Store store = Samples.open(disk)) {
      second = store.put(Bytes.utf8("second"));
      store.labels().remove(new Label("gone"));
      store.labels().replace(new Label("stays"), second);
    }

    assertThat(salvage().leftOut()).isEmpty();

    try (Store copy = openCopy()) {
      assertThat(copy.exists(second)).isTrue();
      assertThat(copy.exists(first)).isTrue();
      assertThat(copy.labels().list()).containsExactly(new Label("stays"));
      assertThat(copy.labels().get(new Label("stays"))).containsExactly(second);
      assertThat(copy.exists(large)).isTrue();
    }
  }

  @Test
  void copiesChosenContentWithWhatIsNotedOfIt() {
    ContentRef small;
    ContentRef large;
    ContentRef other;
    try (Store store = Samples.open(disk)) {
      small = store.put(Bytes.utf8("small"));
      large = store.put(Samples.random(3, 2 << 20));
      other = store.put(Bytes.utf8("other"));
      store.labels().add(new Label("a"), small);
      store.owners().add("acme", small);
      store.owners().add("acme", other);
    }

    StoreSalvage.copy(disk, Samples.HOME, COPY, List.of(small, large));

    try (Store copy = openCopy()) {
      assertThat(copy.exists(small)).isTrue();
      assertThat(copy.exists(large)).isTrue();
      assertThat(copy.exists(other)).isFalse();
      assertThat(copy.owners().has("acme", small)).isTrue();
      assertThat(copy.owners().has("acme", other)).isFalse();
      assertThat(copy.labels().list()).isEmpty();
    }
  }
}
