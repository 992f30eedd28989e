package dev.odeon.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every interleaving of commit, dedup, outbox and timers; each mistake is found in them. */
class DeliveryModelTest {
  @Test
  void everyInvariantHoldsInEveryState() {
    Exploration all = Explorations.of(Mutant.NONE);

    assertThat(all.broken().stream().map(all::counterexample)).isEmpty();
    assertThat(all.actions()).isEqualTo(EnumSet.allOf(Action.class));
    // A change of the model changes these: say in docs/model.md what changed.
    assertThat(all.states()).isEqualTo(673_678);
    assertThat(all.steps()).isEqualTo(2_939_646);
  }

  @ParameterizedTest
  @CsvSource({
    "ACK_BEFORE_SYNC, EARLY, 2",
    "ACK_BEFORE_SYNC, LOST, 3",
    "DELIVERY_BEFORE_DURABLE, EARLY, 3",
    "DELIVERY_BEFORE_DURABLE, PHANTOM, 5",
    "MARK_BEFORE_DELIVERY, SETTLED, 7",
    "REQUEST_DEDUP_SKIPPED, TWICE, 4",
    "DELIVERY_DEDUP_SKIPPED, TWICE, 11",
    "FAILED_ATTEMPT_MOVES_MARK, SETTLED, 6",
    "FAILED_ATTEMPT_MOVES_MARK, ORDER, 9",
    "SUCCESSOR_OVERTAKES, ORDER, 8",
    "TIMER_FIRES_TWICE, TWICE, 9",
    "CANCELLED_TIMER_FIRES, TWICE, 8",
    "RECOVERY_WITHOUT_SYNC, EARLY, 4",
    "RECOVERY_WITHOUT_SYNC, LOST, 7",
  })
  void findsEachMistakeInAsFewStepsAsPossible(Mutant mutant, Invariant invariant, int steps) {
    assertThat(Explorations.of(mutant).wayTo(invariant)).hasSize(steps);
    if (invariant != Invariant.SETTLED) {
      assertThat(stepsTo(invariant, mutant)).isEqualTo(steps);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMistakeBreaksWhatItSays(Mutant mutant) {
    assertThat(Explorations.of(mutant).broken()).containsAll(mutant.breaks());
    assertThat(mutant.breaks().isEmpty()).isEqualTo(mutant == Mutant.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void everyInvariantIsBrokenBySomeMistake(Invariant invariant) {
    assertThat(EnumSet.allOf(Mutant.class)).anyMatch(each -> each.breaks().contains(invariant));
  }

  @Test
  void aStateIsOneNumber() {
    Set<Long> states = new HashSet<>(Set.of(new ModelState().pack()));
    for (int level = 0; level < 9; level++) {
      states = successors(states, new DeliveryModel(Mutant.NONE), Invariant.LOST);
      assertThat(states).isNotNull();
    }
    assertThat(states)
        .hasSizeGreaterThan(100)
        .allSatisfy(each -> {
          assertThat(ModelState.unpack(each).pack()).isEqualTo(each);
          assertThat(ModelState.unpack(each).copy().pack()).isEqualTo(each);
        });
  }

  /** The number of steps to the first violation, level by level and without a table of states. */
  private static int stepsTo(Invariant invariant, Mutant mutant) {
    Set<Long> level = Set.of(new ModelState().pack());
    int steps = 0;
    while (level != null) {
      steps++;
      level = successors(level, new DeliveryModel(mutant), invariant);
    }
    return steps;
  }

  /** What is one step from {@code states}; null if {@code invariant} is broken there. */
  private static Set<Long> successors(Set<Long> states, DeliveryModel model, Invariant invariant) {
    Set<Long> next = new HashSet<>();
    boolean[] broken = {false};
    for (long state : states) {
      model.steps(
          ModelState.unpack(state),
          (_, _, to, byTheStep) -> {
            next.add(to.pack());
            broken[0] |= byTheStep.contains(invariant) || model.broken(to).contains(invariant);
          });
    }
    return broken[0] ? null : next;
  }
}
