package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.UUID;

/**
 * Runs plug-ins one after the other; each gets the output of the one before.
 *
 * @param binaryIds the plug-ins, at least one
 * @param input the input of the first
 * @param config the limits; the time limit is for all of them together
 */
public record ExecuteChain(List<UUID> binaryIds, Bytes input, RunConfig config)
    implements Request<ExecuteChain.Result> {
  private static final int BINARIES_MAX = 10_000;

  /** The operation. */
  public static final Operation<ExecuteChain, Result> OPERATION =
      Operation.enveloped(
          "ExecuteChain",
          "Runs a pipeline: plug-ins one after the other, each on the output of the one before. One deadline holds for all, and what they set becomes durable together or not at all.",
          () ->
              FieldTable.<ExecuteChain>of()
                  .required(
                      "binary_ids",
                      FieldKind.list(FieldKind.UUID, BINARIES_MAX),
                      ExecuteChain::binaryIds,
                      "the plug-ins, in order; 10 at most, unless the server says otherwise")
                  .required(
                      "input",
                      FieldKind.BYTES,
                      ExecuteChain::input,
                      "the input of the first, perhaps empty")
                  .optional(
                      "config",
                      RunConfig.KIND,
                      RunConfig.NONE,
                      ExecuteChain::config,
                      RunConfig.OF_RUN + "; the time is for all steps, the others for each")
                  .make(in -> new ExecuteChain(in.next(), in.next(), in.next())),
          () -> results().make(in -> Result.of(in.next())),
          () ->
              results()
                  .required(
                      "total_time_ms", FieldKind.WHOLE, Result::timeMillis, "how long all took")
                  .make(in -> new Result(in.next(), in.next())));

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public ExecuteChain {
    binaryIds = List.copyOf(binaryIds);
    if (binaryIds.isEmpty()) {
      throw new IllegalArgumentException("field 'binary_ids' is empty: name one plug-in or more");
    }
  }

  /**
   * All plug-ins returned.
   *
   * @param results one result for each step
   * @param timeMillis the duration of the whole pipeline, in milliseconds
   */
  public record Result(List<RunResult> results, long timeMillis) {
    /** Copies the list. */
    public Result {
      results = List.copyOf(results);
    }

    private static Result of(List<RunResult> results) {
      return new Result(results, results.stream().mapToLong(RunResult::timeMillis).sum());
    }
  }

  private static FieldTable.Builder<Result> results() {
    return FieldTable.<Result>of()
        .required(
            "results",
            FieldKind.list(FieldKind.object(RunResult.FIELDS)),
            Result::results,
            "one a step, as of Execute");
  }

  @Override
  public Operation<ExecuteChain, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
