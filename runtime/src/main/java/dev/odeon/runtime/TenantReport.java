package dev.odeon.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may use, and what it uses.
 *
 * @param tenant its name
 * @param lines one for each kind of limit, in their order
 */
public record TenantReport(String tenant, List<Line> lines) {
  /** Copies the list. */
  public TenantReport {
    lines = List.copyOf(lines);
  }

  /**
   * One kind of limit.
   *
   * @param set the value that was set, and is recorded; null if none is
   * @param configured the value of the settings; null if they say nothing
   * @param used what the tenant uses now; null for what is not counted
   */
  public record Line(
      TenantLimit limit, @Nullable Long set, @Nullable Long configured, @Nullable Long used) {
    /** The value that holds: what was set, else what the settings say; null for no limit. */
    public @Nullable Long allowed() {
      return set == null ? configured : set;
    }

    /** Whether the tenant uses more than it may: that stays, and nothing new is taken. */
    public boolean isOver() {
      Long most = allowed();
      return most != null && used != null && used > most;
    }
  }
}
