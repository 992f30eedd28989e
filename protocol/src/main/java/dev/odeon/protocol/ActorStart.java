package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Starts an actor, or restarts a stopped one.
 *
 * @param manifest the manifest in TOML, or a reference to it in the store; null for a stopped actor
 *     that {@code name} names and that starts as it was
 * @param module the module that the manifest describes; null if the manifest names it in the store
 * @param name the actor's id; null for the one in the manifest
 * @param source the name of the manifest in errors, such as its file; null for "the manifest"
 * @param timeoutMillis the time limit for compiling the module, waiting included; null for the
 *     server's own limit
 */
public record ActorStart(
    @Nullable String manifest,
    @Nullable Bytes module,
    @Nullable String name,
    @Nullable String source,
    @Nullable Long timeoutMillis)
    implements Request<ActorStart.Result> {
  /** The operation. */
  public static final Operation<ActorStart, Result> OPERATION =
      Operation.of(
          "ActorStart",
          "Starts an actor, or starts it again after a stop. One that runs already with the same code is left alone.",
          () ->
              FieldTable.<ActorStart>of()
                  .optional(
                      "manifest",
                      FieldKind.TEXT,
                      ActorStart::manifest,
                      CodeFields.MANIFEST + "; without it, the stopped actor that name names")
                  .optional(
                      "module_base64",
                      FieldKind.BASE64,
                      ActorStart::module,
                      "the module; else the manifest's module, which then is a reference in the store")
                  .optional(
                      "name",
                      FieldKind.TEXT,
                      ActorStart::name,
                      "the actor's id; else the manifest's name")
                  .optional("source", FieldKind.TEXT, ActorStart::source, CodeFields.SOURCE)
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

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if there is neither a manifest nor a name, or a module without
   *     a manifest
   */
  public ActorStart {
    if (manifest == null && (name == null || module != null)) {
      throw new IllegalArgumentException("field 'manifest' is missing");
    }
  }

  /** Starts the stopped actor {@code name} as it was. */
  public static ActorStart again(String name) {
    return new ActorStart(null, null, name, null, null);
  }

  /**
   * The first turn, or the one that started it again, which is durable; its last turn, as a
   * duplicate, if it ran already. And the size of the module in bytes.
   */
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
