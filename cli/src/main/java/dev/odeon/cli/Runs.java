package dev.odeon.cli;

import dev.odeon.protocol.RunResult;

/** What runs came to, for people and for programs. */
final class Runs {
  private Runs() {}

  /** The run as an object. */
  static Fields fields(RunResult run) {
    return Fields.of("binary_id", run.binaryId())
        .put("return_code", run.returnCode())
        .bytes("output", run.output())
        .put("execution_time_ms", run.timeMillis())
        .put("fuel_consumed", run.fuel());
  }
}
