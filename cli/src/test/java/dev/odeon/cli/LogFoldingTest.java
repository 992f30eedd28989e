package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;

class LogFoldingTest {
  private static final LogFolding.Place PLACE =
      new LogFolding.Place("server", Level.WARNING, "cannot accept a connection", "");

  private long nanos = Long.MAX_VALUE;
  private final LogFolding folding =
      new LogFolding(
          new Clock() {
            @Override
            public long millis() {
              return 0;
            }

            @Override
            public long nanos() {
              return nanos;
            }
          });

  @Test
  void tellsHowManyLinesItLeftOutOnceTheirTimeIsOver() {
    assertThat(folding.verdict(PLACE, "a")).isEqualTo(LogFolding.Verdict.WRITE);
    assertThat(folding.verdict(PLACE, "a")).isEqualTo(LogFolding.Verdict.FOLD_FIRST);
    assertThat(folding.verdict(PLACE, "a")).isEqualTo(LogFolding.Verdict.FOLD);
    assertThat(folding.verdict(PLACE, "b")).isEqualTo(LogFolding.Verdict.WRITE);
    assertThat(folding.over()).isEmpty();

    nanos += LogFolding.WINDOW_NANOS;
    assertThat(folding.over()).containsExactly(new LogFolding.Folded(PLACE, 2));
    assertThat(folding.over()).isEmpty();
    assertThat(folding.verdict(PLACE, "a")).isEqualTo(LogFolding.Verdict.WRITE);
  }

  @Test
  void forgetsThePlacesThatAreOldestWhereThereAreMany() {
    for (int i = 0; i < 10_000; i++) {
      folding.verdict(new LogFolding.Place("server", Level.WARNING, "place " + i, ""), "line");
    }
    assertThat(folding.verdict(PLACE, "a")).isEqualTo(LogFolding.Verdict.WRITE);
    nanos += LogFolding.WINDOW_NANOS;
    assertThat(folding.over()).isEmpty();
  }

  @Test
  void writesOneLineForEachActorWhateverItSays() {
    LogFolding.Place first = failed("actor=first");
    assertThat(folding.verdict(first, "a")).isEqualTo(LogFolding.Verdict.WRITE);
    assertThat(folding.verdict(first, "b")).isEqualTo(LogFolding.Verdict.FOLD_FIRST);
    assertThat(folding.verdict(failed("actor=second"), "a")).isEqualTo(LogFolding.Verdict.WRITE);
    nanos += LogFolding.WINDOW_NANOS;
    assertThat(folding.over()).containsExactly(new LogFolding.Folded(first, 1));
  }

  @Test
  void boundsWhatAnyNumberOfActorsWrites() {
    long written = 0;
    for (int i = 0; i < 10_000; i++) {
      LogFolding.Verdict verdict = folding.verdict(failed("actor=" + i), "line " + i);
      written += verdict == LogFolding.Verdict.WRITE ? 1 : 0;
    }
    assertThat(written).isEqualTo(LogFolding.SUBJECTS_MAX + LogFolding.LINES_MAX);
  }

  private static LogFolding.Place failed(String subject) {
    return new LogFolding.Place("runtime", Level.WARNING, "turn failed", subject);
  }
}
