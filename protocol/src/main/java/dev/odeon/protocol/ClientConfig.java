package dev.odeon.protocol;

import dev.odeon.base.Key;
import java.time.Duration;

/**
 * The configuration of a client.
 *
 * @param tenant the tenant whose requests these are
 * @param timeout how long a call waits for its response
 * @param inFlightMax the most requests that may wait for their responses
 * @param lineBytesMax the longest line to read, in bytes
 */
public record ClientConfig(String tenant, Duration timeout, int inFlightMax, int lineBytesMax) {
  /** Returns the defaults: the default tenant, 60 s, 1,024 requests, 256 MiB. */
  public static ClientConfig defaults() {
    return new ClientConfig(Key.DEFAULT_TENANT, Duration.ofSeconds(60), 1024, 256 << 20);
  }

  /** Returns a copy with another tenant. */
  public ClientConfig withTenant(String other) {
    return new ClientConfig(other, timeout, inFlightMax, lineBytesMax);
  }

  /** Returns a copy with another timeout. */
  public ClientConfig withTimeout(Duration other) {
    return new ClientConfig(tenant, other, inFlightMax, lineBytesMax);
  }
}
