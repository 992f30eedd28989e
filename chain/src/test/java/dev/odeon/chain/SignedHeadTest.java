package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedHeadTest {
  private static final HeadKey KEY =
      HeadKey.ofSeed(
          Bytes.ofHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  private static final Hash ROOT = Hash.of(Bytes.utf8("root"));

  @Test
  void derivesAndSignsAsRfc8032Says() {
    HeadKey key =
        HeadKey.ofSeed(
            Bytes.ofHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    String publicKey = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";

    assertThat(key.verifierKey())
        .endsWith(Base64.getEncoder().encodeToString(Bytes.ofHex("01" + publicKey).toArray()));
    assertThat(key.sign(Bytes.ofHex("af82")).hex())
        .isEqualTo(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    assertThat(key.origin())
        .isEqualTo("odeon/" + Hash.of(Bytes.ofHex(publicKey)).hex().substring(0, 16));
  }

  @Test
  void isANoteOfThreeLinesAndASignature() {
    SignedHead head = SignedHead.sign(KEY, 42, ROOT);

    String note = head.encoded(KEY).text();

    assertThat(note.lines())
        .hasSize(5)
        .startsWith(
            KEY.origin(), "42", Base64.getEncoder().encodeToString(ROOT.raw().toArray()), "")
        .last()
        .asString()
        .startsWith("— " + KEY.origin() + " ");
    assertThat(note).endsWith("\n");
  }

  /** The note and the key on the page were made by another implementation of Ed25519. */
  @Test
  void standsInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats", "tree.md"));

    assertThat(page)
        .contains(SignedHead.sign(KEY, 42, ROOT).encoded(KEY).text(), KEY.verifierKey() + "\n");
  }

  @Test
  void isReadBackAndChecked() {
    SignedHead head = SignedHead.sign(KEY, 42, ROOT);

    SignedHead read = SignedHead.parse(head.encoded(KEY));

    assertThat(read).isEqualTo(head);
    read.check(HeadKey.parse("key", KEY.verifierKey()));
  }

  @Test
  void passesOverLinesOfOtherSigners() {
    String note = SignedHead.sign(KEY, 1, ROOT).encoded(KEY).text();
    String other = "— mark.example/w1 " + note.substring(note.lastIndexOf(' ') + 1);

    SignedHead read = SignedHead.parse(Bytes.utf8(note.replace("\n\n", "\n\n" + other)));

    read.check(KEY);
  }

  @Test
  void refusesAHeadThatWasAltered() {
    SignedHead head = SignedHead.sign(KEY, 42, ROOT);

    assertThatThrownBy(() -> new SignedHead(head.origin(), 41, ROOT, head.signature()).check(KEY))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("altered");
    assertThatThrownBy(
            () -> new SignedHead(head.origin(), 42, Hash.ZERO, head.signature()).check(KEY))
        .hasMessageContaining("altered");
  }

  /** The origin holds the hash of the key: who puts another key into the home is found out. */
  @Test
  void refusesAKeyThatWasReplaced() {
    HeadKey replaced = HeadKey.ofSeed(Bytes.wrap(new byte[32]));
    SignedHead head = SignedHead.sign(KEY, 42, ROOT);

    assertThatThrownBy(() -> head.check(replaced))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining(replaced.origin())
        .hasMessageContaining("replaced");
  }

  @Test
  void refusesAVerifierKeyUnderAnotherName() {
    String renamed =
        KEY.verifierKey().replace(KEY.origin(), HeadKey.ofSeed(Bytes.wrap(new byte[32])).origin());

    assertThatThrownBy(() -> HeadKey.parse("keys/log.pub", renamed))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("keys/log.pub");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "odeon/0123456789abcdef\n1\nAAAA\n\n",
        "odeon/0123456789abcdef\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a b\n",
        "elsewhere\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— elsewhere AAAA\n",
        "odeon/0123456789abcdef\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
      })
  void refusesWhatIsNoHead(String note) {
    assertThatThrownBy(() -> SignedHead.parse(Bytes.utf8(note)))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("not a signed head");
  }
}
