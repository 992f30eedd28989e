package dev.odeon.server;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Ports;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A thread that checks the connections every millisecond: it starts a helper thread where a task
 * runs long, and disconnects clients that stall the server. It sleeps while no task runs.
 */
final class ConnectionMonitor {
  private static final Logger LOG = System.getLogger(ConnectionMonitor.class.getName());

  private static final long ROUND_NANOS = 1_000_000;
  private static final long SLEEP_NANOS = 1_000_000_000;
  private static final int IDLE_ROUNDS = 100;

  /** The rounds from one check of the connections on virtual threads to the next. */
  private static final int WIDE_ROUNDS = 16;

  private final Ports ports;
  private final Set<Connection> platform;
  private final Set<Connection> light;
  private final long stallNanos;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean noticed;
  private volatile boolean ended;

  private final Map<Connection, Stall> stalls = new HashMap<>();

  private record Stall(long at, long since) {}

  private ConnectionMonitor(
      Ports ports, Set<Connection> platform, Set<Connection> light, long stallNanos) {
    this.ports = ports;
    this.platform = platform;
    this.light = light;
    this.stallNanos = stallNanos;
    this.thread = ports.threads().start("odeon-monitor", 0, this::goRound);
  }

  /** Starts the monitor of the connections in both sets. */
  static ConnectionMonitor start(
      Ports ports, Set<Connection> platform, Set<Connection> light, long stallNanos) {
    return new ConnectionMonitor(ports, platform, light, stallNanos);
  }

  /** Reports that a task has started. */
  void notice() {
    if (!noticed) {
      noticed = true;
      if (asleep) {
        ports.threads().unpark(thread);
      }
    }
  }

  void end() {
    ended = true;
    ports.threads().unpark(thread);
  }

  private void goRound() {
    while (!ended) {
      try {
        goRoundWhileAllIsWell();
      } catch (RuntimeException | Error e) {
        // A brief lack of memory or threads must not end the monitor: without it, nothing could be
        // cancelled.
        LOG.log(Level.WARNING, "cannot look after connections reason={0}", ErrorText.of(e));
        ports.threads().parkNanos(SLEEP_NANOS / 10);
      }
    }
  }

  private void goRoundWhileAllIsWell() {
    long round = 0;
    int idle = 0;
    long nextStalls = ports.clock().nanos() + SLEEP_NANOS;
    while (!ended) {
      idle = noticed ? 0 : idle + 1;
      noticed = false;
      long now = ports.clock().nanos();
      platform.forEach(connection -> connection.look(now));
      if (round++ % WIDE_ROUNDS == 0) {
        light.forEach(connection -> connection.look(now));
      }
      if (now - nextStalls > 0) {
        platform.forEach(connection -> lookForStall(connection, now));
        light.forEach(connection -> lookForStall(connection, now));
        stalls.keySet().removeIf(each -> !platform.contains(each) && !light.contains(each));
        nextStalls = now + SLEEP_NANOS;
      }
      rest(idle >= IDLE_ROUNDS);
    }
  }

  private void rest(boolean idle) {
    if (!idle) {
      ports.threads().parkNanos(ROUND_NANOS);
      return;
    }
    asleep = true;
    if (!noticed && !ended) {
      ports.threads().parkNanos(SLEEP_NANOS);
    }
    asleep = false;
  }

  private void lookForStall(Connection connection, long now) {
    long at = connection.stalledAt();
    Stall before = stalls.get(connection);
    if (connection.hasLingered(now)
        || (before != null && before.at == at && at != 0 && now - before.since > stallNanos)) {
      stalls.remove(connection);
      connection.cut();
    } else if (at == 0) {
      stalls.remove(connection);
    } else if (before == null || before.at != at) {
      stalls.put(connection, new Stall(at, now));
    }
  }
}
