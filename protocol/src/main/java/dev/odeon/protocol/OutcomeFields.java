package dev.odeon.protocol;

import dev.odeon.base.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An outcome on the wire: its name and its details. */
record OutcomeFields(
    String name,
    @Nullable String reason,
    @Nullable String kind,
    @Nullable String where,
    @Nullable String limit) {
  static final FieldTable<Outcome> TABLE =
      FieldTable.<Outcome>of()
          .required(
              "outcome",
              FieldKind.TEXT,
              it -> of(it).name,
              "returned, rejected, trapped, exhausted or cancelled")
          .optional("reason", FieldKind.TEXT, it -> of(it).reason, "why it was rejected")
          .optional("kind", FieldKind.TEXT, it -> of(it).kind, "of a trap")
          .optional("where", FieldKind.TEXT, it -> of(it).where, "of a trap: the function")
          .optional("limit", FieldKind.TEXT, it -> of(it).limit, "which limit was exhausted")
          .make(in ->
              new OutcomeFields(in.next(), in.next(), in.next(), in.next(), in.next()).outcome());

  private static OutcomeFields of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _ -> new OutcomeFields("returned", null, null, null, null);
      case Outcome.Rejected(String reason) ->
          new OutcomeFields("rejected", reason, null, null, null);
      case Outcome.Trapped(String kind, String where) ->
          new OutcomeFields("trapped", null, kind, where, null);
      case Outcome.Exhausted(Outcome.Limit limit) ->
          new OutcomeFields("exhausted", null, null, null, limit.toString());
      case Outcome.Cancelled _ -> new OutcomeFields("cancelled", null, null, null, null);
    };
  }

  private Outcome outcome() {
    return switch (name) {
      case "returned" -> Outcome.RETURNED;
      case "rejected" -> new Outcome.Rejected(given("reason", reason));
      case "trapped" -> new Outcome.Trapped(given("kind", kind), given("where", where));
      case "exhausted" -> new Outcome.Exhausted(limit(given("limit", limit)));
      case "cancelled" -> new Outcome.Cancelled();
      default -> throw unknown(name);
    };
  }

  private static String given(String field, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException("field '%s' is missing".formatted(field));
    }
    return value;
  }

  static Outcome.Limit limit(String name) {
    return Arrays.stream(Outcome.Limit.values())
        .filter(limit -> limit.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "'%s' is not known here: a newer Odeon may know it".formatted(name));
  }
}
