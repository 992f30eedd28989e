package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SimClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateCacheTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");
  private static final Key C = Key.actor("c");

  private final SimClock clock = new SimClock();
  private final Deadlines deadlines = new Deadlines(clock, Threads.system());
  private final StateCache residents = new StateCache(clock, deadlines, 10_000);

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void asksThoseIdleTheLongestToLeave() {
    assertThat(residents.changed(A, 4_000)).isEmpty();
    assertThat(residents.changed(B, 4_000)).isEmpty();
    assertThat(residents.changed(A, 4_000)).isEmpty();
    assertThat(residents.changed(C, 4_000)).containsExactly(B);
  }

  @Test
  void asksAgainWhoCouldNotLeave() {
    residents.changed(A, 9_000);
    assertThat(residents.changed(B, 100)).containsExactly(A);
    residents.stays(A, 9_000);
    assertThat(residents.changed(B, 100)).containsExactly(A);
    residents.left(A);
    assertThat(residents.changed(B, 100)).isEmpty();
  }

  @Test
  void namesThoseThatTookNoTurnForAWhile() {
    residents.changed(A, 100);
    clock.advance(StateCache.IDLE.dividedBy(2));
    residents.changed(B, 100);
    assertThat(residents.idle()).isEmpty();
    clock.advance(StateCache.IDLE.dividedBy(2));
    assertThat(residents.idle()).containsExactly(A);
    residents.stays(A, 100);
    clock.advance(StateCache.IDLE.dividedBy(2));
    assertThat(residents.idle()).containsExactly(B);
    residents.left(B);
    clock.advance(StateCache.IDLE);
    assertThat(residents.idle()).containsExactly(A);
  }
}
