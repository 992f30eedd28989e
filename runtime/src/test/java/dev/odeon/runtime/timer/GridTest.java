package dev.odeon.runtime.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The next times after {@code from}, as clocks in Berlin show them. */
  private static List<String> times(String cron, String from, int count) {
    Grid grid = CronGrid.parse(cron, BERLIN);
    List<String> times = new ArrayList<>();
    long at = ZonedDateTime.parse(from + "[Europe/Berlin]").toInstant().toEpochMilli();
    for (int i = 0; i < count; i++) {
      at = grid.next(0, at).getAsLong();
      times.add(Instant.ofEpochMilli(at).atZone(BERLIN).toOffsetDateTime().toString());
    }
    return times;
  }

  @Test
  void meansWhatCronMeans() {
    assertThat(times("0 3 * * MON-FRI", "2026-06-05T03:00:00+02:00", 2))
        .containsExactly("2026-06-08T03:00+02:00", "2026-06-09T03:00+02:00");
    assertThat(times("*/20 8-9 * * *", "2026-06-05T08:59:30+02:00", 4))
        .containsExactly(
            "2026-06-05T09:00+02:00",
            "2026-06-05T09:20+02:00",
            "2026-06-05T09:40+02:00",
            "2026-06-06T08:00+02:00");
    assertThat(times("0,30 12 1 JAN,jul *", "2026-06-05T00:00:00+02:00", 3))
        .containsExactly(
            "2026-07-01T12:00+02:00", "2026-07-01T12:30+02:00", "2027-01-01T12:00+01:00");
    assertThat(times("5/25 0 * * 0", "2026-06-05T00:00:00+02:00", 3))
        .containsExactly(
            "2026-06-07T00:05+02:00", "2026-06-07T00:30+02:00", "2026-06-07T00:55+02:00");
    assertThat(times("0 0 * * 7", "2026-06-05T00:00:00+02:00", 1))
        .containsExactly("2026-06-07T00:00+02:00");
    assertThat(times("0 0 29 2 *", "2096-03-01T00:00:00+01:00", 1))
        .containsExactly("2104-02-29T00:00+01:00");
  }

  @Test
  void takesTwoDaysAsAlternatives() {
    assertThat(times("0 0 13 * FRI", "2026-06-08T00:00:00+02:00", 3))
        .containsExactly(
            "2026-06-12T00:00+02:00", "2026-06-13T00:00+02:00", "2026-06-19T00:00+02:00");
  }

  @Test
  void isDueOnceAtTheEndOfTheHourThatADayDoesNotHave() {
    assertThat(times("15,45 2 * * *", "2026-03-28T12:00:00+01:00", 3))
        .containsExactly(
            "2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00", "2026-03-30T02:45+02:00");
    assertThat(times("*/30 * * * *", "2026-03-29T01:30:00+01:00", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
  }

  @Test
  void isDueOnceInTheHourThatADayHasTwiceUnlessItIsDueEveryHour() {
    assertThat(times("30 2 * * *", "2026-10-24T12:00:00+02:00", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    assertThat(times("30 * * * *", "2026-10-25T01:00:00+02:00", 4))
        .containsExactly(
            "2026-10-25T01:30+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:30+01:00",
            "2026-10-25T03:30+01:00");
  }

  /** What has steps alone, counted minute by minute, is what the computation says. */
  @Test
  void agreesWithCountingMinuteByMinute() {
    Random random = new Random(5);
    ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe"); // its clocks change by half an hour
    for (int i = 0; i < 20; i++) {
      int minute = random.nextInt(60);
      CronGrid grid = CronGrid.parse(minute + " * * * *", lordHowe);
      Instant day =
          Instant.parse("2026-03-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(300)));
      long at = day.toEpochMilli();
      long end = at + Duration.ofDays(20).toMillis();
      for (long each = at + 60_000; each < end; each += 60_000) {
        Instant moment = Instant.ofEpochMilli(each);
        boolean due = moment.atZone(lordHowe).getMinute() == minute;
        boolean gap = isEndOfGap(moment, lordHowe);
        OptionalLong next = grid.next(0, at);
        if (due) {
          assertThat(next).as("%s after %s", grid, Instant.ofEpochMilli(at)).hasValue(each);
          at = each;
        } else if (next.getAsLong() == each) {
          assertThat(gap).as("%s is due at %s", grid, moment).isTrue();
          at = each;
        }
      }
    }
  }

  private static boolean isEndOfGap(Instant moment, ZoneId zone) {
    var change = zone.getRules().nextTransition(moment.minusMillis(1));
    return change != null && change.getInstant().equals(moment) && change.isGap();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"* * * * *", "*/7 * * * *", "0 3 * * MON-FRI", "30 2 29 2 *", "1 1 1 1 *"})
  void findsTheLatestTimeAsTheLastOfAllNextOnes(String cron) {
    Grid grid = CronGrid.parse(cron, BERLIN);
    long from = Instant.parse("2026-03-27T00:00:00Z").toEpochMilli();
    for (long span :
        new long[] {1, 59_000, 60_000, 3_600_000, 86_400_000L * 3, 86_400_000L * 400}) {
      OptionalLong last = OptionalLong.empty();
      for (OptionalLong each = grid.next(from, from);
          each.isPresent() && each.getAsLong() <= from + span;
          each = grid.next(from, each.getAsLong())) {
        last = each;
      }
      assertThat(grid.latest(from, from, from + span)).as("in %d ms", span).isEqualTo(last);
    }
  }

  @Test
  void countsEveryFromWhereItWasSet() {
    Grid grid = ManifestTimer.every("1m30s");
    assertThat(grid.next(1_000, 1_000)).hasValue(91_000);
    assertThat(grid.next(1_000, 90_999)).hasValue(91_000);
    assertThat(grid.next(1_000, 91_000)).hasValue(181_000);
    assertThat(grid.next(1_000, 0)).hasValue(91_000);
    assertThat(grid.latest(1_000, 1_000, 90_999)).isEmpty();
    assertThat(grid.latest(1_000, 1_000, 300_000)).hasValue(271_000);
    assertThat(grid.latest(1_000, 271_000, 300_000)).isEmpty();
    assertThat(grid.latest(1_000, 1_000, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"5m|PT5M", "1h30m|PT1H30M", "90s|PT1M30S", "1d|PT24H", "1500ms|PT1.5S", "2h|PT2H"})
  void readsTimes(String text, Duration time) {
    assertThat(TimeText.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "5 m", "-5m", "5m!", "1.5h", "9999999999999s", "5M"})
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> TimeText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' is no time: write numbers with ms, s, m, h or d, such as \"5m\" or \"1h30m\"",
            text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "999ms", "36501d"})
  void refusesATimeThatIsTooShortOrTooLong(String text) {
    assertThatThrownBy(() -> ManifestTimer.every(text))
        .hasMessage("must be from 1s to 36500d, not %s", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 31 2 *"})
  void refusesWhatIsNeverDue(String cron) {
    assertThatThrownBy(() -> ManifestTimer.cron(cron, null))
        .hasMessage("'%s' is never due: no day of the calendar is meant by it", cron);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61 * * * *|value 61 not in range [0, 59]",
        "0 3 * * MON-FRX|invalid chars in expression! Expression: FRX Invalid chars: FRX",
        "0 0 * *|cron expression contains 4 parts but we expect one of [5]",
        "0 22-2 * * *|invalid range! [22,2]",
        "*/0 * * * *|period 0 not in range [0, 59]",
      })
  void saysWhatIsWrongWithAnExpression(String cron, String what) {
    assertThatThrownBy(() -> ManifestTimer.cron(cron, null))
        .hasMessage(
            "'%s' is no cron expression: %s; write minute, hour, day of the month, month and day of the week, such as \"0 3 * * MON-FRI\"",
            cron, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "@daily",
        "a b c d e",
        "* * * * * *",
        "* * L * *",
        "* * * * 5#2",
        "* * 15W * *",
        "? * * * *",
        "*,* * * *",
        "1- * * * *",
        "-1 * * * *",
        "1/ * * * *",
        "1,,2 * * * *",
        "99999999999999 * * * *",
        "* * * * MONDAY",
        "* * * 13 *",
        "* * * * 8",
        "0 0 0 * *",
        "1-5/100 * * * *",
        "\u0000 * * * *",
        "*/* * * * *"
      })
  void refusesEverythingElseInWords(String cron) {
    assertThatThrownBy(() -> ManifestTimer.cron(cron, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'");
  }

  @Test
  void suggestsAZone() {
    assertThat(ManifestTimer.zone("Europe/Berlin")).isEqualTo(BERLIN);
    assertThatThrownBy(() -> ManifestTimer.zone("Europe/Berln"))
        .hasMessage("there is no time zone 'Europe/Berln': did you mean 'Europe/Berlin'?");
    assertThatThrownBy(() -> ManifestTimer.zone("Middle-earth, the Shire"))
        .hasMessage(
            "there is no time zone 'Middle-earth, the Shire': write its place, such as \"Europe/Berlin\", or \"UTC\"");
  }
}
