package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @Test
  void readsLabelsHashesAndPaths() {
    assertThat(Reference.parse("store:app/config"))
        .isEqualTo(new Reference.OfLabel(new Label("app/config")));
    assertThat(Reference.parse("store:hash:" + HEX))
        .isEqualTo(new Reference.OfContent(ContentRef.parse(HEX)));
    assertThat(Reference.parse("/etc/hosts")).isEqualTo(new Reference.OfPath("/etc/hosts"));
    assertThat(Reference.parse("store")).isEqualTo(new Reference.OfPath("store"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"store:app/config", "some/file"})
  void isWrittenAsItIsRead(String text) {
    assertThat(Reference.parse(text).text()).isEqualTo(text);
    assertThat(Reference.parse("store:hash:" + HEX).text()).isEqualTo("store:hash:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\0b", "store:", "store:..", "store:../x", "store:hash:", "store:hash:12"})
  void refusesWhatNamesNothing(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse(text));
  }

  @Test
  void refusesHashesThatAreShortUpperCaseOrNoHex() {
    for (String text :
        new String[] {
          HEX.substring(1),
          HEX + "0",
          HEX.toUpperCase(Locale.ROOT),
          "g" + HEX.substring(1),
          "sha256:" + HEX,
          " " + HEX.substring(1),
          HEX.substring(2) + "/."
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ContentRef.parse(text))
          .withMessageContaining("64 lower-case hex digits");
    }
    assertThat(ContentRef.parse(HEX).hex()).isEqualTo(HEX);
  }
}
