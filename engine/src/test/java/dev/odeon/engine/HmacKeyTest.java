package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacKeyTest {
  /** RFC 4231, test cases 1, 2 and 3. */
  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
        + " dddddddddddddddddddddddddddddddddddddddddddddddddd"
        + "dddddddddddddddddddddddddddddddddddddddddddddddddd,"
        + " 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
  })
  void answersTheVectorsOfItsSpecification(String key, String data, String mac) {
    assertThat(HmacKey.of(Bytes.ofHex(key)).mac(Bytes.empty(), Bytes.ofHex(data)).hex())
        .isEqualTo(mac);
  }

  @Test
  void agreesWithThePlatformOnKeysAndDataOfEveryLength() throws GeneralSecurityException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
    for (int size = 1; size <= 64; size++) {
      Bytes key = some(random, size);
      Bytes first = some(random, random.nextInt(100));
      Bytes second = some(random, random.nextInt(1000));
      Mac platform = Mac.getInstance("HmacSHA256");
      platform.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
      platform.update(first.toArray());

      assertThat(HmacKey.of(key).mac(first, second).toArray())
          .isEqualTo(platform.doFinal(second.toArray()));
    }
  }

  private static Bytes some(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  @Test
  void refusesAKeyLongerThanABlock() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HmacKey.of(Bytes.wrap(new byte[65])))
        .withMessageContaining("65");
  }
}
