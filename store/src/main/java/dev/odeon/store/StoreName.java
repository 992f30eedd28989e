package dev.odeon.store;

import dev.odeon.base.Key;
import java.util.regex.Pattern;

/**
 * Names one store of a home: its own labels over content that all stores share. Tenant and id are
 * {@code [a-z0-9][a-z0-9_-]{0,63}}.
 */
public record StoreName(String tenant, String id) {
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  /** The store that is used when none is named. */
  public static final StoreName DEFAULT = new StoreName(Key.DEFAULT_TENANT, "default");

  /**
   * Checks both parts.
   *
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public StoreName {
    checkTenant(tenant);
    check("store", id);
  }

  /** Whether there can be a tenant of that name. */
  static boolean isTenant(String text) {
    return PART.matcher(text).matches();
  }

  /**
   * Checks the name of a tenant.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  static void checkTenant(String text) {
    check("tenant", text);
  }

  private static void check(String what, String text) {
    if (!PART.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a valid %s: use a-z, 0-9, _ and -, at most 64, no _ or - in front"
              .formatted(Printable.of(text), what));
    }
  }

  @Override
  public String toString() {
    return tenant + "/" + id;
  }
}
