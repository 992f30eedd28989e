package dev.odeon.testkit.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * All states that a model can reach, breadth first: a state's number is its place in that order, so
 * the first state found to break an invariant is one of those nearest to the beginning.
 */
final class Exploration {
  private final Mutant mutant;
  private final DeliveryModel model;
  private final StateTable states = new StateTable();
  private final IntList parents = new IntList();

  /** The successors of all states without crashes, one state after the other. */
  private final IntList successors = new IntList();

  private final IntList successorsUntil = new IntList();
  private final BitSet settled = new BitSet();
  private final Map<Invariant, Violation> violations = new EnumMap<>(Invariant.class);
  private final Set<Action> actions = EnumSet.noneOf(Action.class);
  private long steps;

  /** The last step of a counterexample: from which state to which. */
  private record Violation(int from, long to) {}

  private Exploration(Mutant mutant) {
    this.mutant = mutant;
    this.model = new DeliveryModel(mutant);
  }

  /**
   * Goes through the states of the model with that mistake: through all of them, unless what it is
   * to break can be seen in one state and was found.
   */
  static Exploration of(Mutant mutant) {
    Exploration exploration = new Exploration(mutant);
    if (exploration.explore()) {
      exploration.checkThatAllSettle();
    }
    return exploration;
  }

  /** Whether it came to the end. */
  private boolean explore() {
    states.add(new ModelState().pack());
    parents.add(-1);
    for (int from = 0; from < states.size(); from++) {
      int parent = from;
      ModelState now = ModelState.unpack(states.get(from));
      settled.set(from, now.settled());
      model.steps(now, (action, _, next, broken) -> reach(parent, action, next, broken));
      successorsUntil.add(successors.size());
      if (mutant != Mutant.NONE && violations.keySet().containsAll(mutant.breaks())) {
        return false;
      }
    }
    return true;
  }

  private void reach(int from, Action action, ModelState next, Set<Invariant> broken) {
    steps++;
    actions.add(action);
    long packed = next.pack();
    broken.forEach(each -> violations.putIfAbsent(each, new Violation(from, packed)));
    int known = states.size();
    int to = states.add(packed);
    if (to == known) {
      parents.add(from);
      Violation here = new Violation(from, packed);
      model.broken(next).forEach(each -> violations.putIfAbsent(each, here));
    }
    if (!action.isCrash()) {
      successors.add(to);
    }
  }

  /** Spreads "can settle" backwards until nothing changes. */
  private void checkThatAllSettle() {
    BitSet can = (BitSet) settled.clone();
    int before = -1;
    while (can.cardinality() != before) {
      before = can.cardinality();
      for (int state = states.size() - 1; state >= 0; state--) {
        if (!can.get(state) && anySuccessor(state, can)) {
          can.set(state);
        }
      }
    }
    int stuck = can.nextClearBit(0);
    if (stuck < states.size()) {
      violations.put(Invariant.SETTLED, new Violation(parents.get(stuck), states.get(stuck)));
    }
  }

  private boolean anySuccessor(int state, BitSet among) {
    for (int i = state == 0 ? 0 : successorsUntil.get(state - 1);
        i < successorsUntil.get(state);
        i++) {
      if (among.get(successors.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** How many states there are. */
  int states() {
    return states.size();
  }

  /** How many steps lead from one to another. */
  long steps() {
    return steps;
  }

  /** What happened in any of them. */
  Set<Action> actions() {
    return Collections.unmodifiableSet(actions);
  }

  /** The invariants that do not hold. */
  Set<Invariant> broken() {
    return Collections.unmodifiableSet(violations.keySet());
  }

  /** A shortest way to a state that breaks {@code invariant}, step by step in words. */
  List<String> wayTo(Invariant invariant) {
    Violation violation = violations.get(invariant);
    if (violation == null) {
      throw new IllegalArgumentException(invariant + " holds");
    }
    List<String> words = new ArrayList<>();
    long to = violation.to();
    for (int from = violation.from(); from >= 0; from = parents.get(from)) {
      words.add(words(from, to));
      to = states.get(from);
    }
    return words.reversed();
  }

  /** The same as a text: a numbered line for each step. */
  String counterexample(Invariant invariant) {
    List<String> steps = wayTo(invariant);
    StringBuilder text = new StringBuilder(mutant + " breaks " + invariant + ":\n");
    for (int step = 0; step < steps.size(); step++) {
      text.append(String.format(Locale.ROOT, "%2d  %s%n", step + 1, steps.get(step)));
    }
    return text.toString();
  }

  private String words(int from, long to) {
    List<String> found = new ArrayList<>();
    model.steps(
        ModelState.unpack(states.get(from)),
        (action, subject, next, _) -> {
          if (next.pack() == to) {
            found.add(action.words(subject));
          }
        });
    return found.getFirst();
  }

  /** Numbers for states, in the order in which they are found: open addressing. */
  private static final class StateTable {
    private long[] states = new long[1 << 12];
    private int[] places = empty(1 << 13);
    private int size;

    private static int[] empty(int length) {
      int[] places = new int[length];
      Arrays.fill(places, -1);
      return places;
    }

    int size() {
      return size;
    }

    long get(int number) {
      return states[number];
    }

    /** The number of {@code state}, a new one if it was not there. */
    int add(long state) {
      int place = place(state);
      if (places[place] >= 0) {
        return places[place];
      }
      if (size == states.length) {
        states = Arrays.copyOf(states, size * 2);
        places = empty(size * 4);
        for (int number = 0; number < size; number++) {
          places[place(states[number])] = number;
        }
        place = place(state);
      }
      states[size] = state;
      places[place] = size;
      return size++;
    }

    private int place(long state) {
      long mixed = state * 0x9E3779B97F4A7C15L;
      int place = (int) (mixed >>> 33) & (places.length - 1);
      while (places[place] >= 0 && states[places[place]] != state) {
        place = (place + 1) & (places.length - 1);
      }
      return place;
    }
  }

  /** Integers in a row. */
  private static final class IntList {
    private int[] values = new int[1 << 12];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    int get(int index) {
      return values[index];
    }

    int size() {
      return size;
    }
  }
}
