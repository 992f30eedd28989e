package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Lz4Test {
  private final Lz4 lz4 = new Lz4();

  private Bytes packed(Bytes content) {
    byte[] out = new byte[content.size() + content.size() / 255 + 16];
    int size = lz4.compress(content.toArray(), 0, content.size(), out, out.length);
    return Bytes.copyOf(out, 0, size);
  }

  private static Bytes unpacked(Bytes packed, int size) {
    byte[] out = new byte[size];
    assertThat(Lz4.decompress(packed.toArray(), packed.size(), out)).isTrue();
    return Bytes.wrap(out);
  }

  @Test
  void givesTheBytesBack() {
    Seeds.each(
        300,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int size = random.nextInt(1 << random.nextInt(1, 19));
          Bytes content =
              switch (random.nextInt(4)) {
                case 0 -> Samples.random(seed, size);
                case 1 -> Samples.text(seed, size);
                case 2 -> Bytes.wrap(new byte[size]);
                default -> {
                  byte[] few = new byte[size];
                  for (int i = 0; i < size; i++) {
                    few[i] = (byte) random.nextInt(3);
                  }
                  yield Bytes.wrap(few);
                }
              };
          assertThat(unpacked(packed(content), size)).isEqualTo(content);
        });
  }

  @Test
  void compressesTextAndZeros() {
    assertThat(packed(Samples.text(1, 100_000)).size()).isLessThan(70_000);
    assertThat(packed(Bytes.wrap(new byte[100_000])).size()).isLessThan(500);
  }

  @Test
  void compressesFromTheMiddleOfAnArray() {
    byte[] content = Samples.text(1, 1000).toArray();
    byte[] out = new byte[1000];
    int size = lz4.compress(content, 100, 800, out, out.length);

    assertThat(unpacked(Bytes.copyOf(out, 0, size), 800))
        .isEqualTo(Bytes.copyOf(content, 100, 800));
  }

  @Test
  void saysWhenItDoesNotPay() {
    byte[] content = Samples.random(1, 10_000).toArray();

    assertThat(lz4.compress(content, 0, content.length, new byte[content.length], 8750))
        .isEqualTo(-1);
  }

  /** From the format's specification: a token, literals, a match of offset 1, last literals. */
  @Test
  void readsABlockMadeByHand() {
    assertThat(unpacked(Bytes.ofHex("1f610100015062626262 62".replace(" ", "")), 26).text())
        .isEqualTo("a".repeat(21) + "bbbbb");
  }

  @Test
  void touchesNothingOutsideWhateverItReads() {
    Seeds.each(
        2000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          byte[] bad = packed(Samples.text(seed, 2000)).toArray();
          for (int i = random.nextInt(1, 10); i > 0; i--) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
          }
          int size = random.nextInt(bad.length + 1);
          byte[] out = new byte[2000];
          boolean whole = Lz4.decompress(Arrays.copyOf(bad, size), size, out);
          assertThat(out).hasSize(2000);
          assertThat(whole && size == 0).isFalse();
        });
  }
}
