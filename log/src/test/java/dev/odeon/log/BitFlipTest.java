package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BitFlipTest {
  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Test
  void findsEveryBit() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    int whole = sum(bytes);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(BitFlip.find(whole, sum(bytes), bytes.length)).isEqualTo(bit);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void findsNothingWhereNothingOrMoreIsWrong() {
    byte[] bytes = new byte[1000];
    new Random(2).nextBytes(bytes);
    int whole = sum(bytes);
    assertThat(BitFlip.find(whole, whole, bytes.length)).isEqualTo(-1);
    bytes[10] ^= 1;
    bytes[900] ^= 4;
    assertThat(BitFlip.find(whole, sum(bytes), bytes.length)).isEqualTo(-1);
  }

  @Test
  void looksOnlyAtTheEndThatMayBeWrong() {
    byte[] bytes = new byte[100];
    int whole = sum(bytes);
    bytes[20] ^= 1;
    assertThat(BitFlip.find(whole, sum(bytes), 79)).isEqualTo(-1);
    assertThat(BitFlip.find(whole, sum(bytes), 80)).isEqualTo(0);
  }
}
