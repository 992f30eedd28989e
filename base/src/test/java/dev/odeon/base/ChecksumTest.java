package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ChecksumTest {
  private static final Bytes CONTENT = Bytes.utf8("one\ntwo\n");

  @Test
  void isThatOfRfc3720() {
    assertThat(Checksum.of(Bytes.utf8("1234"), Bytes.utf8("56789"))).isEqualTo(0xE3069283);
  }

  @Test
  void givesBackWhatItSealed() {
    assertThat(Checksum.open("a", Checksum.seal("a", CONTENT))).isEqualTo(CONTENT);
    assertThat(Checksum.openLines("a", Checksum.sealLines("a", CONTENT))).isEqualTo(CONTENT);
    assertThat(Checksum.open("a", Checksum.seal("a", Bytes.empty()))).isEqualTo(Bytes.empty());
    assertThat(Checksum.sealLines("a", CONTENT).text()).matches("one\ntwo\ncrc32c [0-9a-f]{8}\n");
  }

  @Test
  void noticesEveryFlippedBit() {
    Bytes binary = Checksum.seal("a", CONTENT);
    Bytes lines = Checksum.sealLines("a", CONTENT);
    for (int bit = 0; bit < 8 * lines.size(); bit++) {
      Bytes altered = flip(lines, bit);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> Checksum.openLines("a", altered));
    }
    for (int bit = 0; bit < 8 * binary.size(); bit++) {
      Bytes altered = flip(binary, bit);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> Checksum.open("a", altered));
    }
  }

  @Test
  void noticesAFileThatWasCutOrHasAnotherName() {
    Bytes lines = Checksum.sealLines("a", CONTENT);
    for (int size = 0; size < lines.size(); size++) {
      Bytes cut = lines.slice(0, size);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> Checksum.openLines("a", cut));
      assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Checksum.open("a", cut));
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Checksum.openLines("b", lines));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Checksum.openLines("a", lines.plus(Bytes.utf8("\n"))));
  }

  private static Bytes flip(Bytes whole, int bit) {
    byte[] altered = whole.toArray();
    altered[bit / 8] ^= (byte) (1 << bit % 8);
    return Bytes.wrap(altered);
  }
}
