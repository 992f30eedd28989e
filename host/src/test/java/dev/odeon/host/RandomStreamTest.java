package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  private static final Bytes SEED = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");

  @Test
  void isSha256OfSeedAndCounter() {
    Bytes first = Hash.of(SEED, Bytes.ofHex("0000000000000000")).raw();
    Bytes second = Hash.of(SEED, Bytes.ofHex("0000000000000001")).raw();

    assertThat(new RandomStream(SEED).next(64)).isEqualTo(first.plus(second));
  }

  @Test
  void givesTheSameBytesHoweverTheyAreTaken() {
    RandomStream whole = new RandomStream(SEED);
    RandomStream pieces = new RandomStream(SEED);

    Bytes taken = pieces.next(1).plus(pieces.next(40)).plus(pieces.next(0)).plus(pieces.next(59));

    assertThat(taken).isEqualTo(whole.next(100));
  }

  @Test
  void staysWithinTheRange() {
    RandomStream random = new RandomStream(SEED);
    boolean[] seen = new boolean[7];
    for (int i = 0; i < 1_000; i++) {
      seen[(int) random.nextBetween(10, 17) - 10] = true;
    }
    assertThat(seen).doesNotContain(false);
  }

  @Test
  void drawsFromAnUnsignedRange() {
    RandomStream random = new RandomStream(SEED);
    for (int i = 0; i < 100; i++) {
      assertThat(random.nextBetween(Long.MAX_VALUE, -1L))
          .satisfiesAnyOf(
              n -> assertThat(n).isEqualTo(Long.MAX_VALUE), n -> assertThat(n).isNegative());
    }
  }

  @Test
  void refusesAnEmptyRange() {
    assertThatThrownBy(() -> new RandomStream(SEED).nextBetween(3, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesFloatsFromZeroToOneAndUuidsOfVersionFour() {
    RandomStream random = new RandomStream(SEED);
    for (int i = 0; i < 100; i++) {
      assertThat(random.nextFloat()).isBetween(0.0, Math.nextDown(1.0));
      assertThat(random.nextUuid().version()).isEqualTo(4);
      assertThat(random.nextUuid().variant()).isEqualTo(2);
    }
  }
}
