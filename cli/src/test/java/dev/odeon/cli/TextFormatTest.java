package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;

class TextFormatTest {

  @Test
  void printsTextAsTextAndAllElseAsHex() {
    assertThat(TextFormat.text(Bytes.utf8("zwei\nZeilen, ü"))).isEqualTo("zwei\nZeilen, ü");
    assertThat(TextFormat.text(Bytes.utf8("bell \u0007"))).isEqualTo("0x62656c6c2007");
    assertThat(TextFormat.text(Bytes.ofHex("c328"))).isEqualTo("0xc328");
    assertThat(TextFormat.text(Bytes.empty())).isEmpty();
  }

  @Test
  void cutsLongTextWithoutBreakingACharacter() {
    assertThat(TextFormat.brief(Bytes.utf8("short"), 10)).isEqualTo("short");
    assertThat(TextFormat.brief(Bytes.utf8("0123456789"), 10)).isEqualTo("0123456789");
    assertThat(TextFormat.brief(Bytes.utf8("0123456789a"), 10)).isEqualTo("012345678…");
    assertThat(TextFormat.brief(Bytes.utf8("\uD83D\uDE00".repeat(50)), 4))
        .isEqualTo("\uD83D\uDE00".repeat(3) + "…");
    assertThat(TextFormat.brief(Bytes.utf8("x" + "ü".repeat(500)), 4)).isEqualTo("xüü…");
  }

  @Test
  void keepsWhatCouldMoveACursorOffTheTerminal() {
    assertThat(TextFormat.line("a\u001b[2Jb\nc\td")).isEqualTo("a\\u001B[2Jb\\nc\\td");
  }

  @Test
  void writesNumbersSizesAndTimesForEyes() {
    assertThat(TextFormat.count(1234567)).isEqualTo("1,234,567");
    assertThat(TextFormat.count(1, "line", "lines")).isEqualTo("1 line");
    assertThat(TextFormat.count(2, "line", "lines")).isEqualTo("2 lines");
    assertThat(TextFormat.size(999)).isEqualTo("999 B");
    assertThat(TextFormat.size(64L << 20)).isEqualTo("64.0 MiB");
    assertThat(TextFormat.size(3L << 40)).isEqualTo("3.0 TiB");
    assertThat(TextFormat.time(12_345_678)).isEqualTo("12 ms");
    assertThat(TextFormat.time(3_449_000_000L)).isEqualTo("3.4 s");
  }
}
