package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTreeTest {
  /** The leaf inputs and roots that implementations of RFC 6962 share. */
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void hasTheRootsOfRfc6962() {
    CompactRange range = new CompactRange();
    assertThat(range.root().hex()).isEqualTo(ROOTS.getFirst());
    for (int i = 0; i < INPUTS.size(); i++) {
      range.addHash(Hash.of((byte) 0, Bytes.ofHex(INPUTS.get(i))), (_, _) -> {});
      assertThat(range.root().hex()).isEqualTo(ROOTS.get(i + 1));
    }
  }

  @Test
  void hasTheRootsOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats", "tree.md"));
    for (int size = 0; size < ROOTS.size(); size++) {
      assertThat(page).contains("| %d | `%s` |".formatted(size, ROOTS.get(size)));
    }
  }

  @Test
  void givesThePathsOfRfc6962() {
    TreeNodes tree = new PlainTree(8);
    assertThat(tree.rootAt(8).hex()).isEqualTo(ROOTS.get(8));
    assertThat(hex(tree.inclusion(0, 8).path()))
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    assertThat(hex(tree.inclusion(5, 8).path()))
        .containsExactly(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assertThat(hex(tree.consistency(6, 8).path()))
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  }

  @Test
  void provesEveryLeafOfEverySize() {
    PlainTree tree = new PlainTree(70);
    for (long size = 1; size <= tree.size(); size++) {
      Hash root = tree.rootAt(size);
      for (long index = 0; index < size; index++) {
        InclusionProof proof = tree.inclusion(index, size);
        Hash leaf = tree.node(0, index);
        assertThat(proof.holdsForLeaf(leaf, root)).isTrue();
        assertThat(proof.holdsForLeaf(Hash.ZERO, root)).isFalse();
        assertThat(proof.holdsForLeaf(leaf, Hash.ZERO)).isFalse();
        if (size > 1) {
          InclusionProof moved = new InclusionProof((index + 1) % size, size, proof.path());
          assertThat(moved.holdsForLeaf(leaf, root)).isFalse();
          InclusionProof cut =
              new InclusionProof(index, size, proof.path().subList(1, proof.path().size()));
          assertThat(cut.holdsForLeaf(leaf, root)).isFalse();
        }
      }
    }
  }

  @Test
  void provesEverySizeFromEveryEarlierOne() {
    PlainTree tree = new PlainTree(70);
    for (long size = 0; size <= tree.size(); size++) {
      for (long old = 0; old <= size; old++) {
        ConsistencyProof proof = tree.consistency(old, size);
        assertThat(proof.holds(tree.rootAt(old), tree.rootAt(size))).isTrue();
        assertThat(proof.holds(Hash.ZERO, tree.rootAt(size))).isFalse();
        if (old > 0) {
          assertThat(proof.holds(tree.rootAt(old), Hash.ZERO)).isFalse();
        }
        if (!proof.path().isEmpty()) {
          List<Hash> changed = new ArrayList<>(proof.path());
          changed.set(0, Hash.ZERO);
          assertThat(
                  new ConsistencyProof(old, size, changed)
                      .holds(tree.rootAt(old), tree.rootAt(size)))
              .isFalse();
        }
      }
    }
  }

  @Test
  void keepsACompactRangeThroughItsEncoding() {
    CompactRange range = new CompactRange();
    for (int i = 0; i < 45; i++) {
      CompactRange read = CompactRange.decode(range.encoded().buffer());
      assertThat(read.root()).isEqualTo(range.root());
      assertThat(read.size()).isEqualTo(i);
      range.add(Hash.of(Bytes.utf8("block " + i)));
    }
  }

  @Test
  void refusesToProveWhatIsNotThereYet() {
    PlainTree tree = new PlainTree(5);
    assertThatThrownBy(() -> tree.inclusion(0, 6)).hasMessageContaining("the home has 5");
    assertThatThrownBy(() -> tree.inclusion(4, 4)).hasMessageContaining("leaf 4");
    assertThatThrownBy(() -> tree.consistency(4, 3)).hasMessageContaining("no part of 4");
  }

  private static List<String> hex(List<Hash> hashes) {
    return hashes.stream().map(Hash::hex).toList();
  }

  /** A tree straight from the definition, its leaves the inputs above and more. */
  private record PlainTree(long size) implements TreeNodes {
    @Override
    public Hash node(int level, long index) {
      if (level == 0) {
        Bytes input =
            index < INPUTS.size()
                ? Bytes.ofHex(INPUTS.get((int) index))
                : Bytes.utf8("leaf " + index);
        return Hash.of((byte) 0, input);
      }
      return Hash.of(
          (byte) 1, node(level - 1, 2 * index).raw(), node(level - 1, 2 * index + 1).raw());
    }
  }
}
