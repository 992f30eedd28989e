package dev.odeon.protocol;

import dev.odeon.base.Key;
import java.time.Duration;

/**
 * How a client asks.
 *
 * @param tenant on whose behalf
 * @param timeout how long a call waits for its answer
 * @param inFlightMax how many requests may wait for their answers
 * @param lineBytesMax the longest line it reads
 */
public record ClientConfig(String tenant, Duration timeout, int inFlightMax, int lineBytesMax) {
  /** The default tenant, 60 s, 1,024 requests, 256 MiB. */
  public static ClientConfig defaults() {
    return new ClientConfig(Key.DEFAULT_TENANT, Duration.ofSeconds(60), 1024, 256 << 20);
  }

  /** The same on behalf of {@code other}. */
  public ClientConfig withTenant(String other) {
    return new ClientConfig(other, timeout, inFlightMax, lineBytesMax);
  }

  /** The same with another time to wait. */
  public ClientConfig withTimeout(Duration other) {
    return new ClientConfig(tenant, other, inFlightMax, lineBytesMax);
  }
}
