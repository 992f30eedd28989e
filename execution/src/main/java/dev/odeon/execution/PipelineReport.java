package dev.odeon.execution;

import java.util.List;

/**
 * What a pipeline came to.
 *
 * @param steps the steps that ran, in order; the last one failed if one did
 * @param failedStep the index of the step that failed; -1 if none did
 * @param nanos how long all of it took, in nanoseconds
 */
public record PipelineReport(List<RunReport> steps, int failedStep, long nanos) {
  /** A report, copying the list. */
  public PipelineReport {
    steps = List.copyOf(steps);
  }

  /** Whether every step answered 0. */
  public boolean succeeded() {
    return failedStep < 0;
  }
}
