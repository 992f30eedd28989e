package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.testkit.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes are those of the documentation. */
class StoreFormatTest {
  private static final ContentRef REF = new ContentRef(Hash.ofRaw(Bytes.ofHex("ab".repeat(32))));
  private static final long PACK = 0x0123_4567_89AB_CDEFL;
  private static final ChunkPlace FIRST =
      new ChunkPlace(Hash.ofRaw(Bytes.ofHex("cd".repeat(32))), 60_000, PACK, 16, 50_000, Codec.LZ4);
  private static final ChunkPlace SECOND =
      new ChunkPlace(
          Hash.ofRaw(Bytes.ofHex("ef".repeat(32))), 30_000, PACK, 50_016, 30_000, Codec.RAW);

  private static Bytes recipe() {
    Bytes header = Recipe.header(REF, 90_000, 2);
    ByteBuffer entries = ByteBuffer.allocate(2 * Recipe.ENTRY_SIZE);
    Recipe.encode(entries, REF, 0, 0, FIRST);
    Recipe.encode(entries, REF, 1, 60_000, SECOND);
    return header.plus(Bytes.wrap(entries.array()));
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "formats", "store.md")).replaceAll("\\s", "");
  }

  @Test
  void areThoseOfThePage() throws IOException {
    assertThat(page()).contains(recipe().hex());
    assertThat(page()).contains(Bytes.copyOf(Packs.header(PACK).array()).hex());
    assertThat(page()).contains(LabelOwner.encode(new GuestPosition(7, 2)).hex());
    assertThat(page()).contains(MetaFile.encode(REF, 1_767_225_600_000L, "text/plain", 5).hex());
    assertThat(page())
        .contains(
            LabelFolder.encode("greetings%2Ffirst", List.of(REF)).text().replaceAll("\\s", ""));
    assertThat(page()).contains(Owners.encode(REF).text().replaceAll("\\s", ""));
  }

  @Test
  void givesTheChunksOfARecipeBack() {
    SimDisk disk = new SimDisk(1);
    disk.createFolders(Samples.HOME);
    Path file = Samples.HOME.resolve("recipe");
    disk.writeAtomically(file, recipe());
    List<ChunkPlace> chunks = new ArrayList<>();

    try (Recipe recipe = Recipe.open(disk, file, REF).orElseThrow()) {
      recipe.chunks(chunks::add);
      assertThat(recipe.size()).isEqualTo(90_000);
      assertThat(recipe.position(1)).isEqualTo(60_000);
      assertThat(recipe.indexOf(59_999)).isZero();
      assertThat(recipe.indexOf(60_000)).isEqualTo(1);
      assertThat(recipe.indexOf(89_999)).isEqualTo(1);
    }
    assertThat(chunks).containsExactly(FIRST, SECOND);
  }

  @Test
  void writesTheFilesThatThePageNames() {
    SimDisk disk = new SimDisk(1);
    try (Store store = Samples.open(disk)) {
      ContentRef ref = store.put(Bytes.utf8("hello"));
      store.describe(ref, "text/plain");
      store.labels().add(new Label("greetings/first"), ref);
      store.create(new StoreName("acme", "notes"));
      store.labels(new StoreName("acme", "notes")).add(new Label("a"), ref);
      store.owners().add("acme", ref);

      assertThat(disk.files().stream().map(Samples.HOME::relativize).map(Path::toString))
          .containsExactlyInAnyOrder(
              "store/data/" + ref.hex(),
              "store/meta/" + ref.hex(),
              "store/labels/greetings%2Ffirst",
              "store/named/acme/notes/labels/a",
              "store/owners/acme/" + ref.hex());
      assertThat(disk.peek(Samples.HOME.resolve("store/labels/greetings%2Ffirst")).text())
          .matches(ref.hex() + "\ncrc32c [0-9a-f]{8}\n");
    }
  }
}
