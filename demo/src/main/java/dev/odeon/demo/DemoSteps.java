package dev.odeon.demo;

import dev.odeon.base.Clock;
import dev.odeon.cli.Console;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import java.util.Locale;
import java.util.function.Function;

/** Runs the steps of the demo, measures each, and tells of each as soon as it is done. */
final class DemoSteps {
  private final Console console;
  private final Clock clock;
  private final long begin;
  private boolean allHold = true;

  DemoSteps(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
    this.begin = clock.nanos();
  }

  /** Runs a step and tells of it. */
  void run(String name, Function<ProgressLine, Step> work) {
    long before = clock.nanos();
    Step step;
    try (ProgressLine progress = console.progress(name)) {
      step = work.apply(progress);
    }
    long nanos = clock.nanos() - before;
    allHold &= step.holds();
    if (console.json()) {
      console.json(
          JsonFields.of("step", name)
              .put("holds", step.holds())
              .put("ms", millis(nanos))
              .putAll(step.fields()));
    } else {
      console.say(
          "  %-4s  %-10s  %8s   %s"
              .formatted(step.holds() ? "ok" : "FAIL", name, TextFormat.time(nanos), step.found()));
    }
  }

  /** Tells how it ended; returns whether all steps hold. */
  boolean end(JsonFields fields) {
    long nanos = clock.nanos() - begin;
    if (console.json()) {
      console.json(
          JsonFields.of("step", "end")
              .put("holds", allHold)
              .put("ms", millis(nanos))
              .putAll(fields));
    } else {
      console.say(
          String.format(
              Locale.ROOT,
              "%n%s, in %s",
              allHold ? "Everything holds" : "NOT everything holds",
              TextFormat.time(nanos)));
    }
    return allHold;
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }
}
