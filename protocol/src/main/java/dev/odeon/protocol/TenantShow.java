package dev.odeon.protocol;

import java.util.List;

/**
 * Tells what a tenant may use, and what it uses.
 *
 * @param name the tenant
 */
public record TenantShow(String name) implements Request<TenantShow.Result> {
  /** The operation. */
  public static final Operation<TenantShow, Result> OPERATION =
      Operation.of(
          "TenantShow",
          "Tells what a tenant may use, and what it uses. The tenant default may ask about every tenant, another only about itself.",
          () ->
              FieldTable.<TenantShow>of()
                  .required("name", FieldKind.TEXT, TenantShow::name, "the tenant it is about")
                  .make(in -> new TenantShow(in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("name", FieldKind.TEXT, Result::name, "the tenant")
                  .required(
                      "limits",
                      FieldKind.list(FieldKind.object(TenantAllowance.FIELDS)),
                      Result::limits,
                      "one for each kind of limit")
                  .make(in -> new Result(in.next(), in.next())));

  /**
   * What it may use.
   *
   * @param limits one for each kind of limit
   */
  public record Result(String name, List<TenantAllowance> limits) {
    /** Copies the list. */
    public Result {
      limits = List.copyOf(limits);
    }
  }

  @Override
  public Operation<TenantShow, Result> operation() {
    return OPERATION;
  }
}
