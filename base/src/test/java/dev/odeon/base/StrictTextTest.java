package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "é ∀ 𝄞", "a replacement \uFFFD that was written as one"})
  void readsWhatIsUtf8(String text) throws CharacterCodingException {
    assertThat(Bytes.utf8(text).strictText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "e280", "eda080", "f4908080", "61c3"})
  void refusesWhatIsNot(String hex) {
    assertThatThrownBy(() -> Bytes.ofHex(hex).strictText())
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void readsTheSliceAlone() throws CharacterCodingException {
    assertThat(Bytes.ofHex("ff6162ff").slice(1, 3).strictText()).isEqualTo("ab");
  }
}
