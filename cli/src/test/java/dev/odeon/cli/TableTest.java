package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

  @Test
  void alignsTextLeftAndNumbersRight() {
    Table table =
        Table.of("ACTOR", "BLOCKS", "STATE")
            .row("counter", "1,204", "8 B")
            .row("ü", "7", "none")
            .row("\uD83D\uDE00", "12", "");
    assertThat(table.lines())
        .containsExactly(
            "ACTOR    BLOCKS  STATE",
            "counter   1,204  8 B",
            "ü             7  none",
            "\uD83D\uDE00           12");
  }

  @Test
  void cutsTextAndThenLeavesColumnsOutWhereALineDoesNotFit() {
    Table table =
        Table.of("ACTOR", "BLOCKS", "MODULE", "HEAD")
            .leavingOut("MODULE", "HEAD")
            .row("a-name-of-thirty-characters-and", "1,204", "8b2f1c4d5e6f", "0123456789ab")
            .row("b", "7", "8b2f1c4d5e6f", "0123456789ab");
    assertThat(table.lines(60))
        .containsExactly(
            "ACTOR                     BLOCKS  MODULE        HEAD",
            "a-name-of-thirty-charac…   1,204  8b2f1c4d5e6f  0123456789ab",
            "b                              7  8b2f1c4d5e6f  0123456789ab");
    assertThat(table.lines(44))
        .containsExactly(
            "ACTOR                   BLOCKS  HEAD",
            "a-name-of-thirty-char…   1,204  0123456789ab",
            "b                            7  0123456789ab");
    assertThat(table.lines(20))
        .containsExactly("ACTOR         BLOCKS", "a-name-of-t…   1,204", "b                  7");
    assertThat(table.lines()).isEqualTo(table.lines(200)).allMatch(line -> !line.contains("…"));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 61, 79, 80, 120, 200})
  void fitsEveryWidthWithAnyText(int width) {
    Table table = Table.of("ID", "SIZE", "LOADED", "PATH").leavingOut("LOADED");
    for (String text : List.of("x".repeat(300), "漢字".repeat(80), "e\u0301".repeat(90), "")) {
      table.row(text, "1,000,000", "2026-01-01 00:00:00", text + text);
    }
    assertThat(table.lines(width)).allMatch(line -> TextFormat.columns(line) <= width);
  }

  @Test
  void isOnlyItsHeadingWithoutRows() {
    assertThat(Table.of("A", "B").isEmpty()).isTrue();
    assertThat(Table.of("A", "B").lines()).containsExactly("A  B");
  }
}
