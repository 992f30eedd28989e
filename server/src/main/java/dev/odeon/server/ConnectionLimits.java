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

  /** How many files a server has open that serves nobody, and what it needs to work. */
  private static final int OWN_FILES = 128;

  /** Even where there is no room for them, some connections are tried. */
  private static final int CONNECTIONS_MIN = 16;

  /**
   * The same with as many connections as a process can have that may open {@code openFilesMax}
   * files.
   */
  ConnectionLimits within(long openFilesMax) {
    // A quarter is the log's, see Log.
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

  /** Checks that something can be carried out. */
  public ConnectionLimits {
    if (connectionsMax < 1 || lineBytesMax < 1 || bufferBytesMax < 1 || inFlightMax < 1) {
      throw new IllegalArgumentException(
          "no server can do with %d connections, %d bytes a line, %d bytes of buffers, %d in flight"
              .formatted(connectionsMax, lineBytesMax, bufferBytesMax, inFlightMax));
    }
  }
}
