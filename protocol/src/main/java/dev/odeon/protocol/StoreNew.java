package dev.odeon.protocol;

/** Creates a store with labels of its own. */
public record StoreNew(String store) implements Request<StoreNew.Result> {
  /** The operation. */
  public static final Operation<StoreNew, Result> OPERATION =
      Operation.of(
          "StoreNew",
          "Makes a store: labels of its own over the content that all stores of the home share.",
          () ->
              FieldTable.<StoreNew>of()
                  .required(
                      "store",
                      FieldKind.TEXT,
                      StoreNew::store,
                      "its name: a-z, 0-9, _ and -, at most 64")
                  .make(in -> new StoreNew(in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("store", FieldKind.TEXT, Result::store, "its name")
                  .required("tenant", FieldKind.TEXT, Result::tenant, "whose it is")
                  .required(
                      "created", FieldKind.FLAG, Result::created, "false if it was there before")
                  .make(in -> new Result(in.next(), in.next(), in.next())));

  /** The store exists; {@code created} is false if it already did. */
  public record Result(String store, String tenant, boolean created) {}

  @Override
  public Operation<StoreNew, Result> operation() {
    return OPERATION;
  }
}
