package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AmountsTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "250, 250",
    "250ms, 250",
    "5s, 5000",
    "1.5s, 1500",
    "1m, 60000",
    "2 h, 7200000",
    "7d, 604800000",
    "36500d, 3153600000000"
  })
  void readsTimes(String text, long millis) {
    assertThat(Amounts.time(text, MILLI)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void countsANumberAloneInTheUnitOfTheOption() {
    assertThat(Amounts.time("90", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(90));
    assertThat(Amounts.mebibytes("64")).isEqualTo(64);
    assertThat(new Amounts.Size().convert("64")).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource({
    "64MiB, 67108864",
    "64M, 67108864",
    "64mb, 67108864",
    "10k, 10240",
    "1.5KiB, 1536",
    "2G, 2147483648",
    "1T, 1099511627776",
    "7B, 7"
  })
  void readsSizes(String text, long bytes) {
    assertThat(new Amounts.Size().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"500, 500", "10k, 10000", "1.5M, 1500000", "2G, 2000000000"})
  void readsCounts(String text, long count) {
    assertThat(Amounts.count(text)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1e3",
        "5x",
        "s",
        "1,5s",
        "0x10",
        "5s5",
        "1..5",
        "٣",
        "36501d",
        "0.5ms",
        "9223372036855775807",
        "99999999999999999999",
        "-9223372036854775808"
      })
  void refusesOtherTimes(String text) {
    assertThatThrownBy(() -> Amounts.time(text, MILLI))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + text + "' is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1PB", "5s", "9000000T", "0.1B", "9223372036854775808"})
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> new Amounts.Size().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + text + "' is ");
  }

  @Test
  void refusesHalfAMebibyteWhereMebibytesCount() {
    assertThat(Amounts.mebibytes("2048KiB")).isEqualTo(2);
    assertThatThrownBy(() -> Amounts.mebibytes("512KiB"))
        .hasMessageContaining("finer than what counts here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "10ki", "1.2345k", "9223372036854775808", "9300000000G"})
  void refusesOtherCounts(String text) {
    assertThatThrownBy(() -> Amounts.count(text)).isInstanceOf(TypeConversionException.class);
  }
}
