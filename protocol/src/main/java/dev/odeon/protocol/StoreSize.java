package dev.odeon.protocol;

/** Reads how much content the home keeps. */
public record StoreSize() implements Request<StoreSize.Result> {
  /** The operation. */
  public static final Operation<StoreSize, Result> OPERATION =
      Operation.of(
          "StoreSize",
          "Tells how much content the home keeps. For the tenant default alone.",
          () -> FieldTable.none(new StoreSize()),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many blobs")
                  .required(
                      "logical_bytes",
                      FieldKind.WHOLE,
                      Result::logicalBytes,
                      "their size as they were stored")
                  .required(
                      "disk_bytes", FieldKind.WHOLE, Result::diskBytes, "their size on the disk")
                  .make(in -> new Result(in.next(), in.next(), in.next())));

  /** The number of blobs, and their size in bytes, as clients stored them and on the disk. */
  public record Result(long count, long logicalBytes, long diskBytes) {}

  @Override
  public Operation<StoreSize, Result> operation() {
    return OPERATION;
  }
}
