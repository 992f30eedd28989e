package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a tenant may use of one kind, and what it uses.
 *
 * @param limit the kind of limit
 * @param allowed the value that holds; null for no limit
 * @param set the value that was set; null if none is
 * @param configured the value of the server's settings; null if they say nothing
 * @param used what is used now; null for what is not counted
 */
public record TenantAllowance(
    String limit,
    @Nullable Long allowed,
    @Nullable Long set,
    @Nullable Long configured,
    @Nullable Long used) {
  static final FieldTable<TenantAllowance> FIELDS =
      FieldTable.<TenantAllowance>of()
          .required("limit", FieldKind.TEXT, TenantAllowance::limit, "the kind of limit")
          .nullable(
              "allowed",
              FieldKind.WHOLE,
              TenantAllowance::allowed,
              "the value that holds: what was set, else what the settings say; null for no limit")
          .nullable(
              "set",
              FieldKind.WHOLE,
              TenantAllowance::set,
              "the value that was set, and is recorded; null if none is")
          .nullable(
              "configured",
              FieldKind.WHOLE,
              TenantAllowance::configured,
              "the value of the server's settings; null if they say nothing")
          .nullable(
              "used",
              FieldKind.WHOLE,
              TenantAllowance::used,
              "what is used now; null for what is not counted")
          .make(in -> new TenantAllowance(in.next(), in.next(), in.next(), in.next(), in.next()));
}
