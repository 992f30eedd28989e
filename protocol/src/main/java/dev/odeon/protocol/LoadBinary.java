package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Loads a plug-in, or replaces its code where one of the same path is loaded.
 *
 * @param path the module's file, read by the server unless {@code module} is given; and its name
 * @param module the module itself
 * @param timeoutMillis how long compiling it may take, waiting included; null for what the server
 *     allows
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
                      "the file, which the server reads, relative to where it was started; with module_base64 only a name")
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

  /** Requires one of the first two. */
  public LoadBinary {
    if (path == null && module == null) {
      throw new IllegalArgumentException("field 'path' or 'module_base64' is missing");
    }
  }

  /** A load that takes as long as the server allows. */
  public LoadBinary(@Nullable String path, @Nullable Bytes module) {
    this(path, module, null);
  }

  /** The plug-in is loaded, {@code size} bytes of module. */
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
