package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BundleMarkTest {
  private static final Path BUNDLE = Path.of("/bundle");
  private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

  private final SimDisk disk = new SimDisk(1);

  @BeforeEach
  void setUp() {
    disk.createFolders(BUNDLE);
  }

  @Test
  void isTheVectorOfItsPage() {
    new BundleMark(ID, BundleMark.What.ALL).write(disk, BUNDLE);
    assertThat(disk.readAll(BUNDLE.resolve("bundle")).text())
        .isEqualTo("odeon-bundle 1 00112233445566778899aabbccddeeff all\ncrc32c ce569e83\n");
    BundleMark chosen = new BundleMark(ID, BundleMark.What.CHOSEN);
    chosen.write(disk, BUNDLE);
    assertThat(BundleMark.read(disk, BUNDLE)).isEqualTo(chosen);
  }

  @Test
  void isRefusedWhereABitOfItIsFlippedOrItIsMissing() {
    assertThatThrownBy(() -> BundleMark.read(disk, BUNDLE))
        .isInstanceOf(HomeException.class)
        .hasMessageContaining("not a bundle of this home");
    new BundleMark(ID, BundleMark.What.ALL).write(disk, BUNDLE);
    disk.flip(BUNDLE.resolve("bundle"), 20, 1);
    assertThatThrownBy(() -> BundleMark.read(disk, BUNDLE))
        .isInstanceOf(HomeException.class)
        .hasMessageContaining("is damaged");
  }
}
