package dev.odeon.protocol;

import dev.odeon.base.Hash;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sets limits of a tenant, or takes them away.
 *
 * @param name the tenant
 * @param limits new values by the kind of limit; unmodifiable
 * @param unset the kinds of limit that are taken away
 */
public record TenantSet(String name, SortedMap<String, Long> limits, List<String> unset)
    implements Request<TenantSet.Result> {
  /** The operation. */
  public static final Operation<TenantSet, Result> OPERATION =
      Operation.of(
          "TenantSet",
          "Sets limits of a tenant, or takes them away; it need not exist yet. They hold at once, and are recorded. What the tenant uses above a new limit stays; it gets no more of it. Only the tenant default may ask.",
          () ->
              FieldTable.<TenantSet>of()
                  .required("name", FieldKind.TEXT, TenantSet::name, "the tenant it is about")
                  .optional(
                      "limits",
                      FieldKind.COUNTS,
                      Collections.emptySortedMap(),
                      TenantSet::limits,
                      "the new values by the kind of limit: weight, runs, messages-per-second, outbox, timers, bytes")
                  .optional(
                      "unset",
                      FieldKind.list(FieldKind.TEXT),
                      List.of(),
                      TenantSet::unset,
                      "the kinds of limit that are taken away: then what the server's settings say holds")
                  .make(in -> new TenantSet(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("name", FieldKind.TEXT, Result::name, "the tenant")
                  .required(
                      "limits",
                      FieldKind.list(FieldKind.object(TenantAllowance.FIELDS)),
                      Result::limits,
                      "one for each kind of limit")
                  .required(
                      "duplicate",
                      FieldKind.FLAG,
                      Result::duplicate,
                      "whether all of it was so already, and nothing was recorded")
                  .nullable(
                      "height",
                      FieldKind.WHOLE,
                      Result::height,
                      "the height of the last block of the chain of its limits; null if none was ever set")
                  .nullable("hash", FieldKind.HASH, Result::hash, "the hash of that block")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next(), in.next())));

  /** Copies what it has. */
  public TenantSet {
    limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    unset = List.copyOf(unset);
  }

  /**
   * The limits hold, and are durable.
   *
   * @param limits one for each kind of limit
   * @param duplicate whether all of it was so already
   * @param height of the last block of their chain; null if none was ever set
   * @param hash of that block
   */
  public record Result(
      String name,
      List<TenantAllowance> limits,
      boolean duplicate,
      @Nullable Long height,
      @Nullable Hash hash) {
    /** Copies the list. */
    public Result {
      limits = List.copyOf(limits);
    }
  }

  @Override
  public Operation<TenantSet, Result> operation() {
    return OPERATION;
  }
}
