package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Loads a plug-in, or replaces the code of the plug-in that was loaded from the same path.
 *
 * @param path the plug-in's name; also the file that the server reads, unless {@code module} is
 *     given
 * @param module the module itself
 * @param timeoutMillis the time limit for compiling it, waiting included; null for the server's own
 *     limit
 */
public record LoadBinary(
    @Nullable String path, @Nullable Bytes module, @Nullable Long timeoutMillis)
    implements Request<LoadBinary.Result> {
  /** The operation. */
  public static final Operation<LoadBinary, Result> OPERATION =
      Operation.enveloped(
          "LoadBinary",
          "Loads a plug-in, or replaces the code of the one with that path; running calls finish on the old code.",
          () ->
              FieldTable.<LoadBinary>of()
                  .optional(
                      "path",
                      FieldKind.TEXT,
                      LoadBinary::path,
                      "the file, which the server reads, relative to where it was started; the plug-in is named by its path without links; with module_base64 only a name")
                  .optional(
                      "config",
                      RunConfig.KIND,
                      RunConfig.NONE,
                      it -> RunConfig.ofTimeout(it.timeoutMillis),
                      RunConfig.OF_LOAD)
                  .optional(
                      "module_base64", FieldKind.BASE64, LoadBinary::module, "the module itself")
                  .make(in -> {
                    String path = in.next();
                    RunConfig config = in.next();
                    return new LoadBinary(path, in.next(), config.timeoutMillis());
                  }),
          LoadBinary::result,
          LoadBinary::result);

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if both path and module are missing
   */
  public LoadBinary {
    if (path == null && module == null) {
      throw new IllegalArgumentException("field 'path' or 'module_base64' is missing");
    }
  }

  /** Creates a request with the server's own time limit. */
  public LoadBinary(@Nullable String path, @Nullable Bytes module) {
    this(path, module, null);
  }

  /** The plug-in is loaded, which is durable; {@code size} is that of its module in bytes. */
  public record Result(UUID binaryId, long size) {}

  private static FieldTable<Result> result() {
    return FieldTable.<Result>of()
        .required("binary_id", FieldKind.UUID, Result::binaryId, "the id to run it by, for good")
        .required("size", FieldKind.WHOLE, Result::size, "the size of the module")
        .make(in -> new Result(in.next(), in.next()));
  }

  @Override
  public Operation<LoadBinary, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
