package dev.odeon.cli.plugin;

import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.RunResult;

/** The JSON object of a run: what the socket gives, with the output in the form of all bytes. */
final class RunFields {
  private RunFields() {}

  static JsonFields of(RunResult run) {
    JsonFields fields = RunResult.FIELDS.fields(run).bytes("output", run.output());
    if (!run.log().isEmpty()) {
      fields.bytes("log", run.log());
    }
    return run.errors().isEmpty() ? fields : fields.bytes("stderr", run.errors());
  }
}
