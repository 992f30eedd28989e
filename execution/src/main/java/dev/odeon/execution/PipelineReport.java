package dev.odeon.execution;

import java.util.List;

/**
 * The result of a pipeline.
 *
 * @param steps the steps that ran, in order; if a step failed, it is the last
 * @param failedStep the 0-based index of the failed step; -1 if none failed
 * @param nanos the duration of the pipeline in nanoseconds
 */
public record PipelineReport(List<RunReport> steps, int failedStep, long nanos) {
  /** Copies the list. */
  public PipelineReport {
    steps = List.copyOf(steps);
  }

  /** Whether every step returned 0. */
  public boolean succeeded() {
    return failedStep < 0;
  }
}
