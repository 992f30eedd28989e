package dev.odeon.runtime.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.runtime.timer.TimerTable.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerTableTest {
  private static final int TIMERS = 100_000;

  private final TimerTable table = new TimerTable();

  private int add(long actor, long name, long at) {
    int row = table.add(table.actor(actor, -actor, 1), name, at, 0, 0, TimerTable.NONE);
    table.due(row, at);
    table.until(row, at);
    return row;
  }

  @Test
  void givesAHundredThousandInTheOrderOfTheirTimes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TIMERS; i++) {
      add(i / 3, i, random.nextLong(1_000_000));
    }
    long last = Long.MIN_VALUE;
    for (int i = 0; i < TIMERS; i++) {
      int row = table.head();
      assertThat(table.at(row)).isGreaterThanOrEqualTo(last);
      last = table.at(row);
      table.remove(row);
    }
    assertThat(table.head()).isEqualTo(TimerTable.NONE);
    assertThat(table.count()).isZero();
  }

  /** The same as plain maps, whatever is done in whatever order. */
  @Test
  void agreesWithPlainMaps() {
    SplittableRandom random = new SplittableRandom(2);
    Map<List<Long>, Long> expected = new HashMap<>();
    for (int step = 0; step < TIMERS; step++) {
      long actor = random.nextInt(40);
      long name = random.nextInt(20);
      int actorRow = table.actor(actor, -actor);
      int row = actorRow == TimerTable.NONE ? TimerTable.NONE : table.timer(actorRow, name);
      assertThat(row != TimerTable.NONE).isEqualTo(expected.containsKey(List.of(actor, name)));
      if (row == TimerTable.NONE) {
        long at = random.nextInt(1_000);
        add(actor, name, at);
        expected.put(List.of(actor, name), at);
      } else if (random.nextInt(3) == 0) {
        table.remove(row);
        expected.remove(List.of(actor, name));
      } else {
        assertThat(table.due(row)).isEqualTo(expected.get(List.of(actor, name)));
        change(row, random);
      }
    }
    assertThat(table.count()).isEqualTo(expected.size());
    List<Long> waiting = new ArrayList<>();
    for (long actor = 0; actor < 40; actor++) {
      int actorRow = table.actor(actor, -actor);
      int count = 0;
      for (int row = actorRow == TimerTable.NONE ? TimerTable.NONE : table.first(actorRow);
          row != TimerTable.NONE;
          row = table.next(row)) {
        count++;
        if (table.standing(row) == Standing.WAITING) {
          waiting.add(table.at(row));
        }
      }
      long of = actor;
      assertThat(count)
          .isEqualTo((int) expected.keySet().stream().filter(key -> key.getFirst() == of).count());
    }
    waiting.sort(null);
    for (long at : waiting) {
      assertThat(table.at(table.head())).isEqualTo(at);
      table.remove(table.head());
    }
    assertThat(table.head()).isEqualTo(TimerTable.NONE);
  }

  private void change(int row, SplittableRandom random) {
    switch (random.nextInt(4)) {
      case 0 -> table.until(row, random.nextInt(1_000));
      case 1 -> table.stand(row, Standing.HELD);
      case 2 -> table.stand(row, Standing.HANDED);
      default -> table.stand(row, Standing.BLOCKED);
    }
  }

  @Test
  void countsWhatAnActorWasHanded() {
    int a = add(1, 1, 10);
    int b = add(1, 2, 20);
    int actor = table.actorOf(a);
    table.stand(a, Standing.HANDED);
    table.stand(b, Standing.BLOCKED);
    assertThat(table.handed(actor)).isOne();
    assertThat(table.anyBlocked(actor)).isTrue();
    table.stand(a, Standing.FIRING);
    assertThat(table.handed(actor)).isOne();
    table.until(b, 5);
    assertThat(table.anyBlocked(actor)).isFalse();
    table.remove(a);
    assertThat(table.handed(actor)).isZero();
    assertThat(table.head()).isEqualTo(b);
  }

  @Test
  void knowsARowThatIsAnothersByNow() {
    int a = add(1, 1, 10);
    assertThat(table.is(a, 10, 0)).isTrue();
    table.remove(a);
    assertThat(table.is(a, 10, 0)).isFalse();
    assertThat(add(2, 2, 11)).isEqualTo(a);
    assertThat(table.is(a, 10, 0)).isFalse();
  }
}
