package dev.odeon.runtime;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant may use.
 *
 * @param values the limits that there are, each from 1 to {@link TenantLimit#most}; unmodifiable
 */
public record TenantLimits(Map<TenantLimit, Long> values) {
  /** No limit. */
  public static final TenantLimits NONE = new TenantLimits(Map.of());

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TenantLimits {
    values.forEach(TenantLimit::check);
    Map<TenantLimit, Long> copy = new EnumMap<>(TenantLimit.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of a limit; null if there is none. */
  public @Nullable Long get(TenantLimit limit) {
    return values.get(limit);
  }

  /** The value of a limit, or {@code otherwise} if there is none. */
  public long get(TenantLimit limit, long otherwise) {
    Long value = values.get(limit);
    return value == null ? otherwise : value;
  }

  /** The same with another value of one limit; null takes it away. */
  public TenantLimits with(TenantLimit limit, @Nullable Long value) {
    Map<TenantLimit, Long> all = new EnumMap<>(TenantLimit.class);
    all.putAll(values);
    if (value == null) {
      all.remove(limit);
    } else {
      all.put(limit, value);
    }
    return new TenantLimits(all);
  }

  /** These, and of {@code others} what these do not say. */
  public TenantLimits orElse(TenantLimits others) {
    Map<TenantLimit, Long> all = new EnumMap<>(TenantLimit.class);
    all.putAll(others.values);
    all.putAll(values);
    return new TenantLimits(all);
  }
}
