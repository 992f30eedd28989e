package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void agreesWithTheLibraryOnEveryTwoAndThreeBytes() {
    for (int word = 0; word < 1 << 16; word++) {
      check((byte) (word >> 8), (byte) word);
      check((byte) 0xE0, (byte) (word >> 8), (byte) word);
      check((byte) 0xED, (byte) (word >> 8), (byte) word);
      check((byte) 0xEF, (byte) (word >> 8), (byte) word);
    }
  }

  @Test
  void agreesWithTheLibraryOnRandomFourBytesAmongAscii() {
    Random random = new Random(7);
    byte[] leads = {(byte) 0xF0, (byte) 0xF1, (byte) 0xF4, (byte) 0xF5, (byte) 0xC1, (byte) 0xFF};
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24) + 4];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) ('a' + random.nextInt(26));
      }
      int at = random.nextInt(bytes.length - 3);
      bytes[at] = leads[random.nextInt(leads.length)];
      for (int k = 1; k < 4; k++) {
        bytes[at + k] = (byte) (0x70 + random.nextInt(0x60));
      }
      check(bytes);
    }
  }

  @Test
  void findsHalvesOfSurrogatePairs() {
    assertThat(Utf8.isWhole("a\uD83D\uDE00b")).isTrue();
    assertThat(Utf8.isWhole("a\uD83D")).isFalse();
    assertThat(Utf8.isWhole("\uDE00\uD83D")).isFalse();
    assertThat(Utf8.isWhole("\uD83D\uD83D\uDE00")).isFalse();
  }

  private static void check(byte... bytes) {
    assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(decodes(bytes));
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
