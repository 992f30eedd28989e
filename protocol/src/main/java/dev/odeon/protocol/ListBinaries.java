package dev.odeon.protocol;

import java.util.List;

/** Lists the plug-ins of the tenant. */
public record ListBinaries() implements Request<ListBinaries.Result> {
  /** The operation. */
  public static final Operation<ListBinaries, Result> OPERATION =
      Operation.enveloped(
          "ListBinaries",
          "Lists the plug-ins that are loaded.",
          () -> FieldTable.none(new ListBinaries()),
          () -> result(PluginEntry.FIELDS),
          () -> result(PluginEntry.ENVELOPED));

  /** The plug-ins of the tenant. */
  public record Result(List<PluginEntry> binaries) {
    /** Copies the list. */
    public Result {
      binaries = List.copyOf(binaries);
    }
  }

  private static FieldTable<Result> result(FieldTable<PluginEntry> entry) {
    return FieldTable.<Result>of()
        .required(
            "binaries",
            FieldKind.list(FieldKind.object(entry)),
            Result::binaries,
            "of each: id, path, size, loaded_at (seconds since 1970), hash, stateful, runs and errors since the server started, and problem where it cannot run")
        .make(in -> new Result(in.next()));
  }

  @Override
  public Operation<ListBinaries, Result> operation() {
    return OPERATION;
  }
}
