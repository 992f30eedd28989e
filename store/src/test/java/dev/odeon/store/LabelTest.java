package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/../b",
        "a/.",
        "/abs",
        "a//b",
        "a/",
        "line\nbreak",
        "nul\0",
        "tab\there",
        "\u0085",
        "half \ud800 of a pair"
      })
  void refusesWhatNoLabelIs(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Label(name))
        .withMessageContaining("is not a valid label")
        .withMessageNotContainingAny("\n", "\0");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(new Label("a".repeat(200)).encoded()).hasSize(200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Label("a".repeat(201)))
        .withMessageContaining("201 bytes")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    assertThatIllegalArgumentException().isThrownBy(() -> new Label("é".repeat(34)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Label("a".repeat(10 << 10)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Label("a".repeat(10 << 10) + ":chain-head"));
  }

  @Test
  void refusesWhatIsNoUtf8() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Label.ofUtf8(Bytes.ofHex("61ff62")))
        .withMessageContaining("UTF-8");
    assertThat(Label.ofUtf8(Bytes.utf8("grüße"))).isEqualTo(new Label("grüße"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "app/config:latest", "grüße", "100%", "~x", "A b", "...", ".hidden"})
  void isFoundAgainFromItsFileName(String name) {
    Label label = new Label(name);

    assertThat(label.encoded()).matches("[A-Za-z0-9._:%-]+");
    assertThat(Label.decode(label.encoded())).isEqualTo(label);
  }

  @Test
  void encodesAllButLettersDigitsAndAFewMarks() {
    assertThat(new Label("app/v1.2_b-c:d é").encoded()).isEqualTo("app%2Fv1.2_b-c:d%20%C3%A9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "%61", "%c3%a9", "%2E%2E", "a%", "..%2Fx"})
  void readsNoFileNameThatItDoesNotWrite(String fileName) {
    assertThatIllegalArgumentException().isThrownBy(() -> Label.decode(fileName));
  }

  @Test
  void tellsTheLabelOfAChainsHead() {
    Label head = new Label("a".repeat(250) + ":chain-head");

    assertThat(head.isChainHead()).isTrue();
    assertThat(head.actor()).isEqualTo("a".repeat(250));
    assertThat(new Label("chain-head").isChainHead()).isFalse();
    assertThat(new Label(":chain-head").isChainHead()).isFalse();
  }
}
