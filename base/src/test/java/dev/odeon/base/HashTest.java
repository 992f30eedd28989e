package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  /** The examples of FIPS 180-2, and the digest of nothing. */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, " + ABC,
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  })
  void isSha256(String text, String hex) {
    assertThat(Hash.of(Bytes.utf8(text)).hex()).isEqualTo(hex);
  }

  @Test
  void digestsPartsAsIfTheyWereOne() {
    Bytes abc = Bytes.utf8("xabcx").slice(1, 4);

    assertThat(Hash.of(abc.slice(0, 1), Bytes.empty(), abc.slice(1, 3)).hex()).isEqualTo(ABC);
    assertThat(Hash.of((byte) 'a', Bytes.utf8("bc")).hex()).isEqualTo(ABC);
    var digest = Hash.digest();
    digest.update(abc.toArray());
    assertThat(Hash.of(digest).hex()).isEqualTo(ABC);
  }

  @Test
  void startsEveryDigestAnew() {
    var first = Hash.digest();
    first.update((byte) 1);

    assertThat(Hash.of(Bytes.utf8("abc")).hex()).isEqualTo(ABC);
  }

  @Test
  void forgetsADigestThatWasBrokenOff() {
    Hash before = Hash.of(Bytes.utf8("abc"));

    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> Hash.of(Bytes.utf8("lost"), null));

    assertThat(Hash.of(Bytes.utf8("abc"))).isEqualTo(before);
  }

  @Test
  void readsWhatItWrites() {
    Hash hash = Hash.of(Bytes.utf8("abc"));
    ByteBuffer buffer = ByteBuffer.allocate(Hash.SIZE);
    hash.putTo(buffer);

    assertThat(hash).hasToString("sha256:" + ABC);
    assertThat(Hash.parse(hash.toString())).isEqualTo(hash);
    assertThat(Hash.parse(ABC)).isEqualTo(hash);
    assertThat(Hash.ofRaw(hash.raw())).isEqualTo(hash);
    assertThat(Hash.ofRaw(buffer.flip())).isEqualTo(hash);
    assertThat(hash.raw().hex()).isEqualTo(ABC);
    assertThat(Hash.ZERO.hex()).isEqualTo("0".repeat(64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha1:" + ABC,
        "sha256:" + ABC + "0",
        "sha256:sha256:" + ABC,
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ABC + "\n"
      })
  void refusesWhatIsNoHash(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Hash.parse(text));
  }

  @Test
  void refusesTheWrongSize() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Hash.ofRaw(Bytes.wrap(new byte[31])))
        .withMessage("a hash has 32 bytes, not 31");
  }

  @Test
  void ordersAsItsBytes() {
    Hash low = Hash.parse("7f" + "ff".repeat(31));
    Hash high = Hash.parse("80" + "00".repeat(31));

    assertThat(low).isLessThan(high);
    assertThat(Hash.ZERO).isLessThan(low);
  }
}
