package dev.odeon.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types that follow a module's own in the metered one. The library takes some type indices of
 * blocks for value types; none of those is given out.
 */
final class AppendedTypes {
  /** A type that is only there to fill an index. */
  private static final FunctionType FILLER = new FunctionType(List.of(), List.of());

  private static final int CONFUSED_MIN = 0x40;
  private static final int CONFUSED_MAX = 0x7f;

  /**
   * One of them.
   *
   * @param original the type of the module that it repeats as it was; -1 for none
   */
  record Appended(int original, FunctionType type) {}

  private final List<FunctionType> own;
  private final List<Appended> appended = new ArrayList<>();
  private final Map<Integer, Integer> originals = new HashMap<>();
  private final Map<FunctionType, Integer> others = new HashMap<>();

  /** None yet, behind {@code own}. */
  AppendedTypes(List<FunctionType> own) {
    this.own = own;
  }

  /** The index of the module's type {@code type} as it was. */
  int of(int type) {
    Integer known = originals.get(type);
    if (known == null) {
      known = append(new Appended(type, own.get(type)));
      originals.put(type, known);
    }
    return known;
  }

  /** The index of a type of numbers. */
  int of(FunctionType type) {
    Integer known = others.get(type);
    if (known == null) {
      known = append(new Appended(-1, type));
      others.put(type, known);
    }
    return known;
  }

  List<Appended> all() {
    return appended;
  }

  private int append(Appended one) {
    while (next() >= CONFUSED_MIN && next() <= CONFUSED_MAX) {
      appended.add(new Appended(-1, FILLER));
    }
    appended.add(one);
    return next() - 1;
  }

  private int next() {
    return own.size() + appended.size();
  }
}
