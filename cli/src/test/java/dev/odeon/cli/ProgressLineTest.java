package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nanos;

  @Test
  void tellsHowFarItIsHowFastAndHowLongItTakes() {
    ProgressLine line = line();
    line.at(50, 1000);
    assertThat(last()).isEqualTo("working … 50 (5 %)");
    nanos = 2 * SECOND;
    line.at(100, 1000);
    assertThat(last()).isEqualTo("working … 100 (10 %), 50/s, 18 s left");
    nanos = 200 * SECOND;
    line.at(200, 10_000);
    assertThat(last()).isEqualTo("working … 200 (2 %), 1/s, 2 h 43 min left");
    nanos = 300 * SECOND;
    line.at(10_000, 10_000);
    assertThat(last()).isEqualTo("working … 10,000 (100 %), 33/s");
  }

  @Test
  void tellsTheRateAloneWhereNobodyKnowsTheEnd() {
    ProgressLine line = line();
    nanos = 4 * SECOND;
    line.at(100, 0);
    assertThat(last()).isEqualTo("working … 100, 25/s");
  }

  @Test
  void redrawsTenTimesASecondAtMostAndAlwaysAtTheEnd() {
    ProgressLine line = line();
    for (int i = 0; i < 5000; i++) {
      nanos = i * SECOND / 5000;
      line.at(i, 5000);
    }
    assertThat(draws()).hasSize(10);
    line.at(5000, 5000);
    assertThat(draws()).hasSize(11);
    assertThat(last()).startsWith("working … 5,000 (100 %)");
  }

  @Test
  void goesBeforeAnythingElseIsPrintedAndStaysAway() {
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            InputStream.nullInputStream(), both, both, new Environment(Path.of("no-home"), true));
    try (ProgressLine line = console.progress("working")) {
      line.at(1, 2);
      console.say("result");
      assertThat(text()).endsWith("\r\u001b[Kresult\n");
    }
    console.progress("hidden").close();
    assertThat(text()).endsWith("\r\u001b[Kresult\n");
  }

  @Test
  void drawsNothingOnceItIsClosed() {
    ProgressLine line = line();
    line.close();
    line.at(1, 2);
    assertThat(text()).isEmpty();
  }

  private ProgressLine line() {
    Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return 0;
          }

          @Override
          public long nanos() {
            return nanos;
          }
        };
    return new ProgressLine(
        new PrintStream(err, true, StandardCharsets.UTF_8),
        true,
        "working",
        TextFormat::count,
        clock);
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String[] draws() {
    return text().substring(1).split("\r");
  }

  private String last() {
    String[] draws = draws();
    return draws[draws.length - 1].replace("\u001b[K", "");
  }
}
