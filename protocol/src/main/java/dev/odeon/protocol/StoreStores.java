package dev.odeon.protocol;

import java.util.List;

/** Lists the stores of the tenant. */
public record StoreStores() implements Request<StoreStores.Result> {
  /** The operation. */
  public static final Operation<StoreStores, Result> OPERATION =
      Operation.of(
          "StoreStores",
          "Lists the stores of the tenant.",
          () -> FieldTable.none(new StoreStores()),
          () ->
              FieldTable.<Result>of()
                  .required(
                      "stores",
                      FieldKind.list(FieldKind.object(Entry.FIELDS)),
                      Result::stores,
                      "of each: store, tenant, labels (how many)")
                  .make(in -> new Result(in.next())));

  /** The stores of the tenant. */
  public record Result(List<Entry> stores) {}

  /** A store and the number of its labels. */
  public record Entry(String store, String tenant, long labels) {
    /** The fields of an entry. */
    public static final FieldTable<Entry> FIELDS =
        FieldTable.<Entry>of()
            .required("store", FieldKind.TEXT, Entry::store, "its name")
            .required("tenant", FieldKind.TEXT, Entry::tenant, "whose it is")
            .required("labels", FieldKind.WHOLE, Entry::labels, "how many labels it has")
            .make(in -> new Entry(in.next(), in.next(), in.next()));
  }

  @Override
  public Operation<StoreStores, Result> operation() {
    return OPERATION;
  }
}
