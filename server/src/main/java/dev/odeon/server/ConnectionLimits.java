package dev.odeon.server;

import java.time.Duration;

/**
 * What connections may take.
 *
 * @param connectionsMax how many there may be; the next is told so and closed
 * @param platformThreadsMax how many have a platform thread of their own; the others have light
 *     ones
 * @param stackBytes the stack of these platform threads: what is carried out on them needs it
 * @param lineBytesMax the longest line, in bytes
 * @param bufferBytesMax what all connections together may buffer, in bytes
 * @param inFlightMax how many tasks that wait one connection may have
 * @param stall how long a client may leave an answer unread, or a long line unfinished
 */
public record ConnectionLimits(
    int connectionsMax,
    int platformThreadsMax,
    long stackBytes,
    int lineBytesMax,
    long bufferBytesMax,
    int inFlightMax,
    Duration stall) {
  /** The documented defaults for this machine. */
  public static ConnectionLimits defaults() {
    return new ConnectionLimits(
        10_000,
        256,
        256L << 20,
        128 << 20,
        Runtime.getRuntime().maxMemory() / 8,
        64,
        Duration.ofSeconds(60));
  }

  /** Checks that something can be carried out. */
  public ConnectionLimits {
    if (connectionsMax < 1 || lineBytesMax < 1 || bufferBytesMax < 1 || inFlightMax < 1) {
      throw new IllegalArgumentException(
          "no server can do with %d connections, %d bytes a line, %d bytes of buffers, %d in flight"
              .formatted(connectionsMax, lineBytesMax, bufferBytesMax, inFlightMax));
    }
  }
}
