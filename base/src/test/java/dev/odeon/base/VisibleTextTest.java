package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

  @Test
  void leavesTextThatIsSeenAsItIs() {
    String text = "Grüße, 你好, \uD83D\uDE00 e\u0301 \u05D0 \u0627 \\n \u00A0 \uE000";
    assertThat(VisibleText.line(text)).isSameAs(text);
    assertThat(VisibleText.isVisible(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x034F, 0x061C, 0x115F, 0x200B, 0x200C,
        0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x3164,
        0xD800, 0xDFFF, 0xFEFF, 0xFFFE, 0xE0001, 0xE0041, 0x10FFFF
      })
  void escapesWhatNobodySees(int point) {
    String shown = VisibleText.line("a" + Character.toString(point) + "b");
    assertThat(shown).matches("a(\\\\u[0-9A-F]{4}){1,2}b");
    assertThat(VisibleText.isVisible(shown)).isTrue();
  }

  @Test
  void writesEscapesAsJsonDoes() {
    assertThat(VisibleText.line("\u001B[2J\u009B\n\r\t")).isEqualTo("\\u001B[2J\\u009B\\n\\r\\t");
    assertThat(VisibleText.line("\uDB40\uDC41")).isEqualTo("\\uDB40\\uDC41");
    assertThat(VisibleText.lines("a\n\tb\r\u202E")).isEqualTo("a\n\tb\\r\\u202E");
  }
}
