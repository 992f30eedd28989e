package dev.odeon.server;

import java.time.Duration;

/**
 * The limits of connections.
 *
 * @param connectionsMax the most connections; the next one gets an error and is closed
 * @param platformThreadsMax the most connections that have a platform thread of their own; the
 *     others have virtual threads
 * @param stackBytes the stack of these platform threads in bytes; guests run on it
 * @param lineBytesMax the longest line, in bytes
 * @param bufferBytesMax the most that all connections together may buffer, in bytes
 * @param inFlightMax the most tasks of one connection that may wait at a time
 * @param stall how long a client may leave a response unread, or a long line unfinished
 */
public record ConnectionLimits(
    int connectionsMax,
    int platformThreadsMax,
    long stackBytes,
    int lineBytesMax,
    long bufferBytesMax,
    int inFlightMax,
    Duration stall) {
  /** Returns the documented defaults for this machine. */
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

  /** The files that a server without clients has open, and those that it needs to work. */
  private static final int OWN_FILES = 128;

  /** The least number of connections, even if there is no room for their descriptors. */
  private static final int CONNECTIONS_MIN = 16;

  /** Returns a copy that fits a process that may open {@code openFilesMax} files. */
  ConnectionLimits within(long openFilesMax) {
    // The log reserves a quarter: see Log.
    long room = Math.max(CONNECTIONS_MIN, openFilesMax - openFilesMax / 4 - OWN_FILES);
    return new ConnectionLimits(
        (int) Math.min(connectionsMax, room),
        platformThreadsMax,
        stackBytes,
        lineBytesMax,
        bufferBytesMax,
        inFlightMax,
        stall);
  }

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if no request could be served
   */
  public ConnectionLimits {
    if (connectionsMax < 1 || lineBytesMax < 1 || bufferBytesMax < 1 || inFlightMax < 1) {
      throw new IllegalArgumentException(
          "no server can do with %d connections, %d bytes a line, %d bytes of buffers, %d in flight"
              .formatted(connectionsMax, lineBytesMax, bufferBytesMax, inFlightMax));
    }
  }
}
