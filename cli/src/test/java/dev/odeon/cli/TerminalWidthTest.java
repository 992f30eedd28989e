package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalWidthTest {

  @ParameterizedTest
  @CsvSource({
    "100, 24 80, 100",
    "100, '', 100",
    "10, 24 80, 60",
    "999, 24 80, 200",
    "0, 24 90, 90",
    "wide, 24 90, 90",
    "99999999999, 24 90, 90",
    ", 24 90, 90",
    ", '50 132\n', 132",
    ", 24 40, 60",
    ", 24 1000, 200",
    ", 0 0, 80",
    ", '', 80",
    ", no tty, 80"
  })
  void isWhatTheVariableOrTheTerminalSays(String columns, String size, int width) {
    assertThat(TerminalWidth.of(columns, () -> size)).isEqualTo(width);
  }

  @Test
  void asksNobodyIfTheVariableSaysIt() {
    assertThat(
            TerminalWidth.of(
                "70",
                () -> {
                  throw new AssertionError("asked");
                }))
        .isEqualTo(70);
  }
}
