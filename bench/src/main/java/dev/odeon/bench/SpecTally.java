package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What came of the commands of scripts: counted, and what failed in words. */
final class SpecTally {
  private int passed;
  private final List<String> failures = new ArrayList<>();
  private final SortedMap<String, Integer> skipped = new TreeMap<>();

  /** The engine did what the script says. */
  void pass() {
    passed++;
  }

  /** The engine did something else. */
  void fail(String what) {
    failures.add(what);
  }

  /** The command asks for something that the engine refuses, or that is not the engine's. */
  void skip(String reason) {
    skipped.merge(reason, 1, Integer::sum);
  }

  /** Adds what came of other commands. */
  void add(SpecTally other) {
    passed += other.passed;
    failures.addAll(other.failures);
    other.skipped.forEach((reason, count) -> skipped.merge(reason, count, Integer::sum));
  }

  /** How many commands passed. */
  int passed() {
    return passed;
  }

  /** What failed, each with its place. */
  List<String> failures() {
    return failures;
  }

  /** How many commands were skipped, by reason. */
  SortedMap<String, Integer> skipped() {
    return skipped;
  }

  /** How many commands were skipped in all. */
  int skippedInAll() {
    return skipped.values().stream().mapToInt(Integer::intValue).sum();
  }
}
