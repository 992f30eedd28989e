package dev.odeon.runtime.timer;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron expression in a time zone. The library parses the expression; what it means
 * is computed here with {@code java.time}: five fields, minute, hour, day of the month, month and
 * day of the week, of which the two days are alternatives if both are restricted.
 *
 * <p>Where clocks are put forward, what falls into the time that the day does not have is due once,
 * when that ends. Where they are put back, what falls into the time that the day has twice is due
 * the first time alone, unless the hour is {@code *}: then it is due both times.
 */
public final class CronGrid implements Grid {
  /** The rarest day, 29 February of a leap year, comes within so many days. */
  private static final int DAYS_SEARCHED = 366 * 8 + 2;

  private final String text;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;
  private final boolean everyHour;

  private CronGrid(String text, ZoneId zone, Map<CronFieldName, CronField> fields) {
    this.text = text;
    this.zone = zone;
    this.rules = zone.getRules();
    this.minutes = set(fields, CronFieldName.MINUTE, 0, 59);
    this.hours = set(fields, CronFieldName.HOUR, 0, 23);
    this.days = set(fields, CronFieldName.DAY_OF_MONTH, 1, 31);
    this.months = set(fields, CronFieldName.MONTH, 1, 12);
    this.weekdays = set(fields, CronFieldName.DAY_OF_WEEK, 0, 7);
    if (weekdays.get(0) || weekdays.get(7)) {
      weekdays.set(7); // both are Sunday, which java.time counts as 7
    }
    weekdays.clear(0);
    this.eitherDay = days.cardinality() < 31 && weekdays.cardinality() < 7;
    this.everyHour = hours.cardinality() == 24;
  }

  /**
   * The grid of {@code expression}.
   *
   * @throws IllegalArgumentException if it is none, or never due; the message says what is wrong
   */
  public static CronGrid parse(String expression, ZoneId zone) {
    Cron cron;
    try {
      cron = Parser.UNIX.parse(expression);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no cron expression: %s; write minute, hour, day of the month, month and day of the week, such as \"0 3 * * MON-FRI\""
              .formatted(expression, why(e)),
          e);
    }
    CronGrid grid =
        new CronGrid("cron " + expression + " " + zone.getId(), zone, cron.retrieveFieldsAsMap());
    if (grid.day(LocalDate.EPOCH) == null) {
      throw new IllegalArgumentException(
          "'%s' is never due: no day of the calendar is meant by it".formatted(expression));
    }
    return grid;
  }

  /** Made when the first expression is read: most manifests have none. */
  private static final class Parser {
    static final CronParser UNIX =
        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  }

  private static String why(IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String said = message.replace("Failed to parse cron expression. ", "");
    return said.isEmpty()
        ? "it cannot be read"
        : Character.toLowerCase(said.charAt(0)) + said.substring(1).replaceAll("[.!]+$", "");
  }

  private static BitSet set(
      Map<CronFieldName, CronField> fields, CronFieldName name, int min, int max) {
    BitSet set = new BitSet(max + 1);
    CronField field = fields.get(name);
    add(set, field == null ? FieldExpression.always() : field.getExpression(), min, max);
    return set;
  }

  private static void add(BitSet set, FieldExpression expression, int min, int max) {
    switch (expression) {
      case Always _ -> set.set(min, max + 1);
      case On on -> set.set(number(on.getTime()));
      case Between between -> set.set(number(between.getFrom()), number(between.getTo()) + 1);
      case And and -> and.getExpressions().forEach(each -> add(set, each, min, max));
      case Every every -> {
        BitSet all = new BitSet(max + 1);
        if (every.getExpression() instanceof On from) {
          all.set(number(from.getTime()), max + 1); // 5/10 means 5-59/10
        } else {
          add(all, every.getExpression(), min, max);
        }
        int step = number(every.getPeriod());
        for (int at = all.nextSetBit(0); at >= 0; at = all.nextSetBit(at + step)) {
          set.set(at);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "'%s' is no cron expression here: '%s' has no meaning in it"
                  .formatted(expression.asString(), expression.asString()));
    }
  }

  private static int number(FieldValue<?> value) {
    if (value.getValue() instanceof Integer number) {
      return number;
    }
    throw new IllegalArgumentException(
        "'%s' has no meaning in a cron expression here".formatted(value));
  }

  @Override
  public OptionalLong next(long anchorMillis, long afterMillis) {
    return next(Math.max(anchorMillis, afterMillis));
  }

  @Override
  public OptionalLong latest(long anchorMillis, long afterMillis, long atMillis) {
    long from = Math.max(anchorMillis, afterMillis);
    // The last one is looked for in ever longer times before now: each has few of them.
    OptionalLong found = OptionalLong.empty();
    for (long span = 60_000; found.isEmpty(); span *= 2) {
      long begin = atMillis - span <= from ? from : atMillis - span;
      OptionalLong each = next(begin);
      while (each.isPresent() && each.getAsLong() <= atMillis) {
        found = each;
        each = next(each.getAsLong());
      }
      if (begin == from) {
        break;
      }
    }
    return found;
  }

  private OptionalLong next(long afterMillis) {
    Instant after = Instant.ofEpochMilli(afterMillis);
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime from = LocalDateTime.ofInstant(after, offset).plusMinutes(1).withSecond(0);
    return next(after, offset, from.withNano(0));
  }

  /**
   * The first time after {@code after}, at which {@code offset} holds and it is a minute or less
   * before {@code from}.
   */
  private OptionalLong next(Instant after, ZoneOffset offset, LocalDateTime from) {
    Instant since = after;
    ZoneOffset holds = offset;
    LocalDateTime earliest = from;
    while (true) {
      LocalDateTime local = local(earliest);
      if (local == null) {
        return OptionalLong.empty();
      }
      ZoneOffsetTransition change = rules.nextTransition(since);
      Instant due = local.toInstant(holds);
      if (change == null || due.isBefore(change.getInstant())) {
        if (everyHour || !isSecond(local, holds)) {
          return OptionalLong.of(due.toEpochMilli());
        }
        earliest = local.plusMinutes(1);
        continue;
      }
      if (change.isGap() && local.isBefore(change.getDateTimeAfter())) {
        return OptionalLong.of(change.getInstant().toEpochMilli());
      }
      since = change.getInstant();
      holds = change.getOffsetAfter();
      earliest = upToMinute(change.getDateTimeAfter());
    }
  }

  private static LocalDateTime upToMinute(LocalDateTime time) {
    LocalDateTime minute = time.withSecond(0).withNano(0);
    return minute.equals(time) ? minute : minute.plusMinutes(1);
  }

  /** Whether clocks showed {@code local} before, since they were put back. */
  private boolean isSecond(LocalDateTime local, ZoneOffset offset) {
    ZoneOffsetTransition change = rules.getTransition(local);
    return change != null && change.isOverlap() && offset.equals(change.getOffsetAfter());
  }

  /** The first time on clocks from {@code earliest} on; null if there is none. */
  private @Nullable LocalDateTime local(LocalDateTime earliest) {
    LocalDate date = day(earliest.toLocalDate());
    if (date == null) {
      return null;
    }
    LocalTime time =
        date.equals(earliest.toLocalDate()) ? time(earliest.toLocalTime()) : time(LocalTime.MIN);
    if (time == null) {
      date = day(date.plusDays(1));
      time = time(LocalTime.MIN);
    }
    return date == null || time == null ? null : date.atTime(time);
  }

  private @Nullable LocalTime time(LocalTime earliest) {
    int hour = hours.nextSetBit(earliest.getHour());
    int minute = hour == earliest.getHour() ? minutes.nextSetBit(earliest.getMinute()) : -1;
    if (hour == earliest.getHour() && minute < 0) {
      hour = hours.nextSetBit(hour + 1);
    }
    if (hour < 0) {
      return null;
    }
    return LocalTime.of(hour, minute < 0 ? minutes.nextSetBit(0) : minute);
  }

  /** The first day that is meant, from {@code earliest} on; null if none is. */
  private @Nullable LocalDate day(LocalDate earliest) {
    LocalDate date = earliest;
    LocalDate end = earliest.plusDays(DAYS_SEARCHED);
    while (date.isBefore(end)) {
      if (!months.get(date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
      } else if (isMeant(date)) {
        return date;
      } else {
        date = date.plusDays(1);
      }
    }
    return null;
  }

  private boolean isMeant(LocalDate date) {
    boolean day = days.get(date.getDayOfMonth());
    boolean weekday = weekdays.get(date.getDayOfWeek().getValue());
    return eitherDay ? day || weekday : day && weekday;
  }

  /** The time zone. */
  public ZoneId zone() {
    return zone;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronGrid grid && grid.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
