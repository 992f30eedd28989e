package dev.odeon.protocol;

import java.util.UUID;

/**
 * Unloads a plug-in. Running calls finish first.
 *
 * @param binaryId the plug-in
 * @param purge whether to delete its state too
 */
public record UnloadBinary(UUID binaryId, boolean purge) implements Request<UnloadBinary.Result> {
  /** The operation. */
  public static final Operation<UnloadBinary, Result> OPERATION =
      Operation.enveloped(
          "UnloadBinary",
          "Unloads a plug-in. Running calls finish first.",
          () ->
              FieldTable.<UnloadBinary>of()
                  .required("binary_id", FieldKind.UUID, UnloadBinary::binaryId, "the plug-in")
                  .optional(
                      "purge",
                      FieldKind.FLAG,
                      false,
                      UnloadBinary::purge,
                      "delete its saved state too; else loading the path again finds it")
                  .make(in -> new UnloadBinary(in.next(), in.next())),
          UnloadBinary::result,
          UnloadBinary::result);

  /** The plug-in is unloaded, which is durable. */
  public record Result(String message) {}

  private static FieldTable<Result> result() {
    return FieldTable.<Result>of()
        .required("message", FieldKind.TEXT, Result::message, "a line for people")
        .make(in -> new Result(in.next()));
  }

  @Override
  public Operation<UnloadBinary, Result> operation() {
    return OPERATION;
  }
}
