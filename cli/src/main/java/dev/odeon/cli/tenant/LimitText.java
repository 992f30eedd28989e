package dev.odeon.cli.tenant;

import dev.odeon.cli.Amounts;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.TenantAllowance;
import dev.odeon.runtime.TenantLimit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Limits of tenants as people write and read them. */
public final class LimitText {
  /** No limit. */
  static final String NONE = "none";

  private LimitText() {}

  /**
   * The value that {@code text} means.
   *
   * @throws Failure if it is none, or out of range
   */
  static long parse(TenantLimit limit, String text) {
    try {
      return value(limit, text);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw Failure.usage(
          why.startsWith(limit.text()) ? "--" + why : "--%s: %s".formatted(limit.text(), why));
    }
  }

  /**
   * The same for who names what it is about itself.
   *
   * @throws IllegalArgumentException if it is none, or out of range
   */
  public static long value(TenantLimit limit, String text) {
    long value;
    try {
      value = limit == TenantLimit.BYTES ? Amounts.bytes(text, 1) : Amounts.count(text);
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return limit.check(value);
  }

  /** What a tenant may use. */
  static String allowed(TenantAllowance of) {
    return text(of.limit(), of.allowed(), NONE);
  }

  /** What it uses; empty if that is not counted. */
  static String used(TenantAllowance of) {
    return text(of.limit(), of.used(), "");
  }

  /** A value of a kind of limit; {@code otherwise} if there is none. */
  static String text(String limit, @Nullable Long value, String otherwise) {
    if (value == null) {
      return otherwise;
    }
    return limit.equals(TenantLimit.BYTES.text())
        ? TextFormat.size(value)
        : TextFormat.count(value);
  }

  /** Whether it uses more than it may. */
  static boolean isOver(TenantAllowance of) {
    Long used = of.used();
    Long allowed = of.allowed();
    return used != null && allowed != null && used > allowed;
  }
}
