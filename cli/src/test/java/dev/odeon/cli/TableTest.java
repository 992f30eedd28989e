package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
            "\uD83D\uDE00            12");
  }

  @Test
  void isOnlyItsHeadingWithoutRows() {
    assertThat(Table.of("A", "B").isEmpty()).isTrue();
    assertThat(Table.of("A", "B").lines()).containsExactly("A  B");
  }
}
