package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plug-in once.
 *
 * @param binaryId the plug-in
 * @param input its input
 * @param config the limits of the run
 * @param idempotencyKey under which a run of a plug-in with state takes effect once; null for none
 * @param arguments the arguments of a command of WASI, after its name
 * @param environment the environment variables of a command of WASI
 */
public record Execute(
    UUID binaryId,
    Bytes input,
    RunConfig config,
    @Nullable String idempotencyKey,
    List<String> arguments,
    SortedMap<String, String> environment)
    implements Request<Execute.Result> {
  private static final int ARGUMENTS_MAX = 100_000;
  private static final SortedMap<String, String> NO_VARIABLES = Collections.emptySortedMap();

  /** A run that may be repeated with another effect. */
  public Execute(UUID binaryId, Bytes input, RunConfig config) {
    this(binaryId, input, config, null, List.of(), NO_VARIABLES);
  }

  /** Copies the collections. */
  public Execute {
    arguments = List.copyOf(arguments);
    environment =
        environment.isEmpty()
            ? NO_VARIABLES
            : Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

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
                  .optional(
                      "idempotency_key",
                      FieldKind.TEXT,
                      Execute::idempotencyKey,
                      "under which a run of a plug-in with state takes effect once: the same run"
                          + " again gets the stored result")
                  .optional(
                      "args",
                      FieldKind.list(FieldKind.TEXT, ARGUMENTS_MAX),
                      List.of(),
                      Execute::arguments,
                      "the arguments of a WASI command, after its name, which is that of its file")
                  .optional(
                      "env",
                      FieldKind.TEXTS,
                      NO_VARIABLES,
                      Execute::environment,
                      "the environment variables of a WASI command")
                  .make(in ->
                      new Execute(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next())),
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
