package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody plants links in the folders of the store: nothing outside is read or written. */
class PlantedLinkTest {
  private static final Bytes CONTENT = Bytes.utf8("content");
  private static final ContentRef REF = ContentRef.of(CONTENT);

  @TempDir private Path folder = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void writeWhatNobodyMayTouch() throws IOException {
    outside = Files.write(folder.resolve("outside"), CONTENT.toArray());
  }

  private Store open() {
    return Store.open(
        StoreConfig.defaults(), folder.resolve("home"), Ports.system(), Resolver.NONE);
  }

  private Path inStore(String name) {
    return folder.resolve("home").resolve("store").resolve(name);
  }

  @Test
  void readsNoContentThroughALink() throws IOException {
    try (Store store = open()) {
      Files.createSymbolicLink(inStore("data/" + REF.hex()), outside);

      assertThat(store.exists(REF)).isFalse();
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> store.get(REF))
          .withMessageContaining("links are not followed");
      assertThat(store.collect(Roots.NONE, false, Duration.ZERO, Progress.NONE, _ -> {}).problems())
          .singleElement()
          .asString()
          .contains(REF.hex());
    }
  }

  @Test
  void replacesALinkByTheContentThatIsPut() throws IOException {
    Files.writeString(outside, "changed");
    try (Store store = open()) {
      Files.createSymbolicLink(inStore("data/" + REF.hex()), outside);

      assertThat(store.put(CONTENT)).isEqualTo(REF);

      assertThat(store.get(REF)).isEqualTo(CONTENT);
      assertThat(Files.isSymbolicLink(inStore("data/" + REF.hex()))).isFalse();
    }
    assertThat(outside).hasContent("changed");
  }

  @Test
  void writesNothingThroughALinkWhereItWritesBeside() throws IOException {
    try (Store store = open()) {
      Files.createSymbolicLink(inStore("data/~" + REF.hex()), outside);
      Files.createSymbolicLink(inStore("labels/~a"), outside);

      store.labels().putAt(new Label("a"), Bytes.utf8("other"));
      store.put(CONTENT);
    }
    assertThat(outside).hasContent("content");
    assertThat(Files.exists(outside, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void readsNoLabelThroughALink() throws IOException {
    Files.writeString(outside, REF.hex() + "\n");
    try (Store store = open()) {
      Files.createSymbolicLink(inStore("labels/a"), outside);

      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.labels().get(new Label("a")))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
          .withMessageContaining("links are not followed");
    }
  }

  @Test
  void readsNoPackAndNoRecipeThroughALink() throws IOException {
    Bytes large = Samples.random(1, 2 << 20);
    try (Store store = open()) {
      ContentRef ref = store.put(large);
      for (String place : new String[] {"packs", "recipes"}) {
        Path file;
        try (var files = Files.list(inStore(place))) {
          file = files.findFirst().orElseThrow();
        }
        Path moved = folder.resolve("moved " + place);
        Files.move(file, moved);
        Files.createSymbolicLink(file, moved);
        assertThatExceptionOfType(StoreException.Unavailable.class)
            .isThrownBy(() -> store.get(ref))
            .withMessageContaining("links are not followed");
        Files.delete(file);
        Files.move(moved, file);
      }
      assertThat(store.get(ref)).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data", "packs", "recipes", "meta", "labels", "named", "owners", "../store"})
  void opensNoStoreWithALinkForAFolder(String name) throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    open().close();
    Path planted = inStore(name).normalize();
    Files.move(planted, folder.resolve("moved"));
    Files.createSymbolicLink(planted, elsewhere);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(this::open)
        .withMessageContaining(planted.toString())
        .withMessageContaining("is a link");
    try (var files = Files.list(elsewhere)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void opensNoNamedStoreThroughALink() throws IOException {
    StoreName name = new StoreName("acme", "notes");
    try (Store store = open()) {
      Files.createDirectory(folder.resolve("elsewhere"));
      Files.createSymbolicLink(inStore("named/acme"), folder.resolve("elsewhere"));

      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.create(name))
          .withMessageContaining("is a link");
      assertThat(store.stores()).containsExactly(StoreName.DEFAULT);
    }
  }

  @Test
  void readsAndWritesNoMarkThroughALink() throws IOException {
    Files.write(outside, Owners.encode(REF).toArray());
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.copy(outside, elsewhere.resolve(REF.hex()));
    try (Store store = open()) {
      Files.createSymbolicLink(inStore("owners/blue"), elsewhere);
      Files.createDirectory(inStore("owners/acme"));
      Files.createSymbolicLink(inStore("owners/acme/" + REF.hex()), outside);

      assertThat(store.owners().has("blue", REF)).isFalse();
      assertThat(store.owners().has("acme", REF)).isFalse();
      assertThatExceptionOfType(StoreException.Unavailable.class)
          .isThrownBy(() -> store.owners().add("blue", REF))
          .withMessageContaining("is a link");
      store.collect(Roots.NONE, false, Duration.ZERO, Progress.NONE, _ -> {});
      assertThat(elsewhere.resolve(REF.hex())).exists();
      store.owners().add("acme", REF);
      assertThat(store.owners().has("acme", REF)).isTrue();
    }
    assertThat(Files.isSymbolicLink(inStore("owners/acme/" + REF.hex()))).isFalse();
    assertThat(outside).hasContent(Owners.encode(REF).text());
  }
}
