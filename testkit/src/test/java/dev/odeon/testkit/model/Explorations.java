package dev.odeon.testkit.model;

import java.util.EnumMap;
import java.util.Map;

/** One exploration for each mistake, made once for all tests. */
final class Explorations {
  private static final Map<Mutant, Exploration> KNOWN = new EnumMap<>(Mutant.class);

  private Explorations() {}

  static synchronized Exploration of(Mutant mutant) {
    return KNOWN.computeIfAbsent(mutant, Exploration::of);
  }
}
