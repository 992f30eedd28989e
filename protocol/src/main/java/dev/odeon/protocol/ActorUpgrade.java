package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Gives an actor other code.
 *
 * @param module the other module; null if {@code moduleRef} or the manifest names it in the store
 * @param moduleRef the other module as a reference in the store
 * @param manifest the other manifest in TOML, or a reference to it in the store; null for the one
 *     that the actor has
 * @param source the name of the manifest in errors, such as its file; null for "the manifest"
 * @param timeoutMillis the time limit for compiling the module, waiting included; null for the
 *     server's own limit
 */
public record ActorUpgrade(
    String actor,
    @Nullable Bytes module,
    @Nullable String moduleRef,
    @Nullable String manifest,
    @Nullable String source,
    @Nullable Long timeoutMillis)
    implements Request<ActorUpgrade.Result> {
  /** The operation. */
  public static final Operation<ActorUpgrade, Result> OPERATION =
      Operation.of(
          "ActorUpgrade",
          "Gives an actor another module, another manifest or both. Its state stays, and the next message is the new code's.",
          () ->
              FieldTable.<ActorUpgrade>of()
                  .required("actor", FieldKind.TEXT, ActorUpgrade::actor, "the actor")
                  .optional(
                      "module_base64", FieldKind.BASE64, ActorUpgrade::module, "the other module")
                  .optional(
                      "module_ref", FieldKind.TEXT, ActorUpgrade::moduleRef, CodeFields.MODULE_REF)
                  .optional(
                      "manifest",
                      FieldKind.TEXT,
                      ActorUpgrade::manifest,
                      CodeFields.MANIFEST + "; else the one that it has")
                  .optional("source", FieldKind.TEXT, ActorUpgrade::source, CodeFields.SOURCE)
                  .optional(
                      "config",
                      RunConfig.KIND,
                      RunConfig.NONE,
                      it -> RunConfig.ofTimeout(it.timeoutMillis),
                      RunConfig.OF_LOAD)
                  .make(in ->
                      new ActorUpgrade(
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.<RunConfig>next().timeoutMillis())),
          () ->
              FieldTable.<Result>of()
                  .inline(TurnResult.FIELDS, Result::turn)
                  .required("module", FieldKind.HASH, Result::module, "the hash of its module now")
                  .required(
                      "previous_module",
                      FieldKind.HASH,
                      Result::previousModule,
                      "the hash of the module before")
                  .make(in -> new Result(in.next(TurnResult.FIELDS), in.next(), in.next())));

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if there is no module, or two, or neither module nor manifest
   */
  public ActorUpgrade {
    if (module != null && moduleRef != null) {
      throw new IllegalArgumentException("fields 'module_base64' and 'module_ref' exclude another");
    }
    if (module == null && moduleRef == null && manifest == null) {
      throw new IllegalArgumentException("field 'module_base64' or 'module_ref' is missing");
    }
  }

  /**
   * The upgrade, which is durable; the last turn, as a duplicate, if the actor had that code
   * already.
   */
  public record Result(TurnResult turn, Hash module, Hash previousModule) {}

  @Override
  public Operation<ActorUpgrade, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
