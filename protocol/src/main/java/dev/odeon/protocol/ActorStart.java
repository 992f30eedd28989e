package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Starts an actor, or restarts a stopped one.
 *
 * @param manifest the manifest in TOML
 * @param module the module that the manifest describes
 * @param name the actor's id; null for the one in the manifest
 * @param source the name of the manifest in errors, such as its file; null for "the manifest"
 * @param timeoutMillis the time limit for compiling the module, waiting included; null for the
 *     server's own limit
 */
public record ActorStart(
    String manifest,
    Bytes module,
    @Nullable String name,
    @Nullable String source,
    @Nullable Long timeoutMillis)
    implements Request<ActorStart.Result> {
  /** The operation. */
  public static final Operation<ActorStart, Result> OPERATION =
      Operation.of(
          "ActorStart",
          "Starts an actor, or starts it again after a stop.",
          () ->
              FieldTable.<ActorStart>of()
                  .required("manifest", FieldKind.TEXT, ActorStart::manifest, "the manifest, TOML")
                  .required("module_base64", FieldKind.BASE64, ActorStart::module, "the module")
                  .optional(
                      "name",
                      FieldKind.TEXT,
                      ActorStart::name,
                      "the actor's id; else the manifest's name")
                  .optional(
                      "source",
                      FieldKind.TEXT,
                      ActorStart::source,
                      "what errors call the manifest, such as its file")
                  .optional(
                      "config",
                      RunConfig.KIND,
                      RunConfig.NONE,
                      it -> RunConfig.ofTimeout(it.timeoutMillis),
                      RunConfig.OF_LOAD)
                  .make(in ->
                      new ActorStart(
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.<RunConfig>next().timeoutMillis())),
          () ->
              FieldTable.<Result>of()
                  .inline(TurnResult.FIELDS, Result::turn)
                  .required(
                      "module_bytes",
                      FieldKind.WHOLE,
                      Result::moduleBytes,
                      "the size of the module")
                  .make(in -> new Result(in.next(TurnResult.FIELDS), in.next())));

  /** The first turn, which is durable, and the size of the module in bytes. */
  public record Result(TurnResult turn, long moduleBytes) {}

  @Override
  public Operation<ActorStart, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
