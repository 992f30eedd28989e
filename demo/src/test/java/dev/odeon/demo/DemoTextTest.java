package dev.odeon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;

class DemoTextTest {

  @Test
  void hasTheLinesWithoutTheirEnds() {
    DemoText text = DemoText.of("t", Bytes.utf8("one\n\nthree\r\nfour\nfive\n"));
    assertThat(text.lines()).containsExactly("one", "", "three\r", "four", "five");
    assertThat(DemoText.of("t", Bytes.utf8("1\n2\n3\n4\n5")).lines()).hasSize(5);
  }

  @Test
  void cutsALongLineBetweenTwoWords() {
    String line = "word ".repeat(10_000) + "end";
    DemoText text = DemoText.of("t", Bytes.utf8(line + "\n\n\n\n\n"));
    assertThat(text.lines()).allMatch(piece -> piece.length() <= DemoText.PIECE_MAX);
    assertThat(String.join("", text.lines())).isEqualTo(line);
    assertThat(text.words()).containsEntry("word", 10_000L);
  }

  @Test
  void refusesWhatItCannotSendSayingWhere() {
    assertThatThrownBy(() -> DemoText.of("t", Bytes.utf8("a\nb\nc\nd\n")))
        .hasMessageContaining("4 lines")
        .hasMessageContaining("longer");
    assertThatThrownBy(() -> DemoText.of("t", Bytes.ofHex("61620aff")))
        .hasMessageContaining("not UTF-8 at byte 3");
    assertThatThrownBy(() -> DemoText.of("t", Bytes.ofHex("61620ac3")))
        .hasMessageContaining("not UTF-8 at byte 3");
    assertThatThrownBy(
            () -> DemoText.of("t", Bytes.utf8("\n\n\n\n" + "x".repeat(DemoText.PIECE_MAX + 1))))
        .hasMessageContaining("line 5 of t");
  }
}
