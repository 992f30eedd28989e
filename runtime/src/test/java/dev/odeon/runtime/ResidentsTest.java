package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Key;
import org.junit.jupiter.api.Test;

class ResidentsTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");
  private static final Key C = Key.actor("c");

  private final Residents residents = new Residents(10_000);

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
}
