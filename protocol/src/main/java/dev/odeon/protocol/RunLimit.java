package dev.odeon.protocol;

import dev.odeon.base.Outcome;
import java.util.Locale;

/**
 * A limit that a run exceeded.
 *
 * @param limit which one
 * @param allowed how much was allowed: milliseconds, bytes, units of fuel, slots or elements
 * @param asked whether the request asked for it; else it is the service's own
 */
public record RunLimit(Outcome.Limit limit, long allowed, boolean asked) {
  private static final FieldKind<Outcome.Limit> LIMIT =
      FieldKind.TEXT.as("a limit", OutcomeFields::limit, Outcome.Limit::toString);

  static final FieldTable<RunLimit> FIELDS =
      FieldTable.<RunLimit>of()
          .required(
              "limit",
              LIMIT,
              RunLimit::limit,
              "the limit that the run exceeded: time, fuel, memory, table, stack or output")
          .required(
              "limit_value",
              FieldKind.WHOLE,
              RunLimit::allowed,
              "how much it allows: milliseconds, units of fuel, bytes, elements, slots or bytes")
          .required(
              "limit_asked",
              FieldKind.FLAG,
              RunLimit::asked,
              "whether the request asked for that limit in config; else it is the server's own")
          .make(in -> new RunLimit(in.next(), in.next(), in.next()));

  /** The limit and how much it allows, for people. */
  public String text() {
    return switch (limit) {
      case TIME -> String.format(Locale.ROOT, "time limit of %,d ms", allowed);
      case FUEL -> String.format(Locale.ROOT, "fuel limit of %,d", allowed);
      case MEMORY -> "memory limit of %s".formatted(size());
      case TABLE -> String.format(Locale.ROOT, "limit of %,d table elements", allowed);
      case STACK -> String.format(Locale.ROOT, "stack limit of %,d slots", allowed);
      case OUTPUT -> "output limit of %s".formatted(size());
    };
  }

  private String size() {
    return allowed % (1 << 20) == 0
        ? String.format(Locale.ROOT, "%,d MiB", allowed >> 20)
        : String.format(Locale.ROOT, "%,d bytes", allowed);
  }

  /** What who asked over a socket can do about it. */
  public String advice() {
    return switch (limit) {
      case TIME -> raise("timeout_ms", "timeout");
      case FUEL -> raise("fuel_limit or timeout_ms", "fuel");
      case MEMORY -> raise("memory_limit_mb", "memory");
      case TABLE -> raise("", "table-elements");
      case OUTPUT -> raise("", "output-size");
      case STACK -> "it calls itself too deep, and no setting allows more";
    };
  }

  private String raise(String field, String setting) {
    return asked
        ? "raise %s in config".formatted(field)
        : "raise the server's setting '%s', or give the plug-in less to do".formatted(setting);
  }
}
