package dev.odeon.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For whom a module is compiled.
 *
 * @param tenant who has it compiled: tenants take turns
 * @param time how long the caller waits, waiting for others included; null for as long as it takes,
 *     which {@link EngineConfig#loadTime} limits from when it is begun
 * @param cancellation ends the wait
 * @param kept whether the work goes on once nobody waits for it any more: for a module that is
 *     known to be wanted again
 */
public record LoadRequest(
    String tenant, @Nullable Duration time, Cancellation cancellation, boolean kept) {

  /** A load whose result somebody will want, sooner or later, and that nobody cancels. */
  public static LoadRequest of(String tenant) {
    return new LoadRequest(tenant, null, new Cancellation(), true);
  }

  /** A load that is given up when {@code cancellation} is cancelled. */
  public static LoadRequest of(String tenant, @Nullable Duration time, Cancellation cancellation) {
    return new LoadRequest(tenant, time, cancellation, false);
  }
}
