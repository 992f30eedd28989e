package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EntropyTest {
  @Test
  void feedsTheCryptographyOfTheJdk() {
    Entropy sevens = target -> Arrays.fill(target, (byte) 7);
    byte[] random = new byte[3];

    sevens.secureRandom().nextBytes(random);

    assertThat(random).containsExactly(7, 7, 7);
  }
}
