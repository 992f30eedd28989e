package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;

/**
 * Runs a plug-in once.
 *
 * @param binaryId the plug-in
 * @param input its input
 * @param config the limits of the run
 */
public record Execute(UUID binaryId, Bytes input, RunConfig config)
    implements Request<Execute.Result> {
  /** The operation. */
  public static final Operation<Execute, Result> OPERATION =
      Operation.enveloped(
          "Execute",
          "Runs a plug-in once. A return code other than 0 is not an error of the request.",
          () ->
              FieldTable.<Execute>of()
                  .required("binary_id", FieldKind.UUID, Execute::binaryId, "the plug-in")
                  .required("input", FieldKind.BYTES, Execute::input, "its input, perhaps empty")
                  .optional(
                      "config", RunConfig.KIND, RunConfig.NONE, Execute::config, RunConfig.OF_RUN)
                  .make(in -> new Execute(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required(
                      "result",
                      FieldKind.object(RunResult.FIELDS),
                      Result::run,
                      "the run: binary_id, return_code, output, execution_time_ms, fuel_consumed")
                  .make(in -> new Result(in.next())),
          () ->
              FieldTable.<Result>of()
                  .inline(RunResult.FIELDS, Result::run)
                  .make(in -> new Result(in.next(RunResult.FIELDS))));

  /** The plug-in returned. */
  public record Result(RunResult run) {}

  @Override
  public Operation<Execute, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
