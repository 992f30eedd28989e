package dev.odeon.server;

import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.protocol.ErrorCode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients of one socket. A thread accepts them; each is served by a thread of its own: a
 * platform thread, on which guests can run, up to a number, and a light one beyond it.
 */
public final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** How long to leave a machine alone that has no more descriptors. */
  private static final long PAUSE_NANOS = 50_000_000;

  private static final long POLL_NANOS = 2_000_000;

  private final Listener listener;
  private final Handler handler;
  private final ConnectionLimits limits;
  private final Ports ports;
  private final Budget budget;
  private final Set<Connection> platform = ConcurrentHashMap.newKeySet();
  private final Set<Connection> light = ConcurrentHashMap.newKeySet();
  private final AtomicInteger platformCount = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger();
  private final Sentry sentry;
  private volatile boolean closing;

  private Connections(Listener listener, Handler handler, ConnectionLimits limits, Ports ports) {
    this.listener = listener;
    this.handler = handler;
    this.limits = limits;
    this.ports = ports;
    this.budget = new Budget(limits.bufferBytesMax());
    this.sentry = Sentry.start(ports, platform, light, limits.stall().toNanos());
  }

  /** Takes connections of {@code listener}, which is closed with this. */
  static Connections start(
      Listener listener, Handler handler, ConnectionLimits limits, Ports ports) {
    Connections connections = new Connections(listener, handler, limits, ports);
    ports.threads().start("odeon-accept", 0, connections::acceptAll);
    return connections;
  }

  /**
   * Takes connections at a socket of its own, with any handler: for measurements.
   *
   * @throws ServerException if there can be no socket
   */
  public static Connections start(
      Path socket, Handler handler, ConnectionLimits limits, Ports ports) {
    return start(Listener.at(socket, ports), handler, limits, ports);
  }

  /** How many clients there are. */
  public int count() {
    return count.get();
  }

  /** How many bytes are buffered for them. */
  public long bufferedBytes() {
    return budget.taken();
  }

  /** Ends all connections at once. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Takes no further connections, lets those there are end once what has come is answered, and cuts
   * them off after {@code drain}. Blocks until all have ended.
   */
  public void close(Duration drain) {
    closing = true;
    listener.close();
    long deadline = ports.clock().nanos() + drain.toNanos();
    each(Connection::drain);
    while (count.get() > 0 && ports.clock().nanos() - deadline < 0) {
      ports.threads().parkNanos(POLL_NANOS);
    }
    int left = count.get();
    if (left > 0) {
      LOG.atInfo().addKeyValue("connections", left).log("cutting connections");
    }
    while (count.get() > 0) {
      each(Connection::cut);
      ports.threads().parkNanos(POLL_NANOS);
    }
    sentry.end();
  }

  private void each(Consumer<Connection> action) {
    platform.forEach(action);
    light.forEach(action);
  }

  private void acceptAll() {
    while (!closing) {
      try {
        take(listener.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        LOG.atWarn().addKeyValue("reason", e.getMessage()).log("cannot accept a connection");
        ports.threads().parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void take(SocketChannel channel) throws IOException {
    String refusal = refusal(channel);
    if (refusal != null) {
      refuse(channel, refusal);
      return;
    }
    Connection connection = new Connection(channel, handler, limits, ports, sentry, budget);
    count.incrementAndGet();
    try {
      start(connection);
    } catch (RuntimeException | OutOfMemoryError e) {
      leave(connection);
      refuse(channel, "the server has no thread for this connection: connect again later");
    }
  }

  private @Nullable String refusal(SocketChannel channel) {
    if (!listener.isOwn(channel)) {
      LOG.atWarn().log("refused a connection of another user");
      return "this server answers to its own user alone";
    }
    return count.get() < limits.connectionsMax()
        ? null
        : "the server has %d connections, and takes no more: connect again later"
            .formatted(limits.connectionsMax());
  }

  private void start(Connection connection) {
    Threads threads = ports.threads();
    Runnable body = () -> serve(connection);
    if (platformCount.get() < limits.platformThreadsMax()) {
      platformCount.incrementAndGet();
      platform.add(connection);
      threads.start("odeon-connection", limits.stackBytes(), body);
    } else {
      light.add(connection);
      threads.startLight("odeon-connection", body);
    }
    if (closing) {
      connection.drain();
    }
  }

  private void serve(Connection connection) {
    try {
      connection.run();
    } finally {
      leave(connection);
    }
  }

  private void leave(Connection connection) {
    if (platform.remove(connection)) {
      platformCount.decrementAndGet();
    }
    light.remove(connection);
    count.decrementAndGet();
  }

  private void refuse(SocketChannel channel, String why) throws IOException {
    try (channel) {
      OutBuffer line = new OutBuffer(budget);
      handler.refusal(ErrorCode.OVERLOADED, why).refuse(ErrorCode.OVERLOADED, why, line);
      channel.configureBlocking(false);
      channel.write(line.buffer());
    }
  }
}
