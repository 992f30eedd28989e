package dev.odeon.protocol;

import java.util.List;

/** Lists the tenants that have actors, plug-ins or limits. */
public record TenantList() implements StreamRequest<TenantList.Item, TenantList.Result> {
  /** The operation. */
  public static final StreamOperation<TenantList, Item, Result> OPERATION =
      StreamOperation.of(
          "TenantList",
          "Lists the tenants that have actors, plug-ins or limits, by name, with what each may use and uses. Only the tenant default may ask.",
          () -> FieldTable.none(new TenantList()),
          () ->
              FieldTable.<Item>of()
                  .required("name", FieldKind.TEXT, Item::name, "the tenant")
                  .required(
                      "limits",
                      FieldKind.list(FieldKind.object(TenantAllowance.FIELDS)),
                      Item::limits,
                      "one for each kind of limit")
                  .make(in -> new Item(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many there are")
                  .make(in -> new Result(in.next())));

  /**
   * A tenant.
   *
   * @param limits one for each kind of limit
   */
  public record Item(String name, List<TenantAllowance> limits) {
    /** Copies the list. */
    public Item {
      limits = List.copyOf(limits);
    }
  }

  /** How many there are. */
  public record Result(long count) {}

  @Override
  public StreamOperation<TenantList, Item, Result> operation() {
    return OPERATION;
  }
}
