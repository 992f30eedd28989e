package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunPacing;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.actor.MultiActorTurn;
import dev.odeon.runtime.actor.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One pass through several plug-ins, each on the output of the one before, under one deadline. It
 * first takes the turns of all stateful ones together, and their new states are one commit. Owned
 * by the calling thread.
 */
final class Pipeline {
  private final String tenant;
  private final List<Step> steps;
  private final Limits limits;
  private final long begunNanos;
  private final long deadlineNanos;
  private final Cancellation cancellation;
  private final Plugins plugins;
  private final PluginRunner runs;
  private final Clock clock;
  private final List<RunReport> reports = new ArrayList<>();

  /**
   * A plug-in with the code that it has when the pipeline begins.
   *
   * @param key the actor of a stateful plug-in; null for a stateless one
   */
  record Step(LoadedPlugin loaded, PluginModule module, @Nullable Key key) {}

  Pipeline(
      String tenant,
      List<Step> steps,
      Limits limits,
      long begunNanos,
      Cancellation cancellation,
      Plugins plugins,
      PluginRunner runs,
      Clock clock) {
    this.tenant = tenant;
    this.steps = steps;
    this.limits = limits;
    this.begunNanos = begunNanos;
    this.deadlineNanos = begunNanos + limits.time().toNanos();
    this.cancellation = cancellation;
    this.plugins = plugins;
    this.runs = runs;
    this.clock = clock;
  }

  /** Runs the steps and returns their reports; if a step failed, it is the last. */
  List<RunReport> run(Bytes input) {
    SortedSet<Key> keys = new TreeSet<>();
    for (Step step : steps) {
      if (step.key != null) {
        keys.add(step.key);
      }
    }
    if (keys.isEmpty()) {
      return begun(
          runs.together(tenant, deadlineNanos, cancellation, pacing -> all(input, null, pacing)));
    }
    try (MultiActorTurn joint = plugins.take(keys, deadlineNanos, cancellation)) {
      if (joint == null) {
        return begun(null);
      }
      List<RunReport> ran =
          begun(
              runs.togetherAsTurns(
                  tenant, deadlineNanos, cancellation, () -> all(input, joint, null)));
      if (ran.getLast().succeeded()) {
        joint.commit();
      } else {
        joint.recordAsCancelled();
      }
      return ran;
    }
  }

  /**
   * Returns {@code ran}, or the report of a pipeline that could not begin in time if it is null.
   */
  private List<RunReport> begun(@Nullable List<RunReport> ran) {
    if (ran == null) {
      report(steps.getFirst(), PluginRunner.late(cancellation), 0);
      return reports;
    }
    return ran;
  }

  private List<RunReport> all(
      Bytes input, @Nullable MultiActorTurn joint, @Nullable RunPacing pacing) {
    Bytes next = input;
    for (Step step : steps) {
      long begun = clock.nanos();
      PluginResult result = one(step, next, joint, pacing);
      report(step, result, clock.nanos() - begun);
      if (!result.returned()) {
        break;
      }
      next = result.onward();
    }
    return reports;
  }

  private PluginResult one(
      Step step, Bytes input, @Nullable MultiActorTurn joint, @Nullable RunPacing pacing) {
    if (cancellation.cancelled() || deadlineNanos - clock.nanos() <= 0) {
      return PluginRunner.late(cancellation);
    }
    return joint != null && step.key != null
        ? joint.run(step.key, input, limits, deadlineNanos, cancellation)
        : runs.now(
            step.module,
            input,
            step.loaded.commandLine(),
            runs.withTimeLeft(limits, begunNanos),
            cancellation,
            pacing);
  }

  private void report(Step step, PluginResult result, long nanos) {
    reports.add(Reports.of(step.loaded, result, nanos));
  }
}
