package dev.odeon.server;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.protocol.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All client connections of one socket. One thread accepts them, and each is served by a thread of
 * its own: a platform thread, on which guests can run, up to a limit, and a virtual thread beyond
 * it.
 */
public final class Connections implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Connections.class.getName());

  /** The pause before the next accept when the machine has no more descriptors. */
  private static final long PAUSE_NANOS = 50_000_000;

  /** How long to wait for connections that were cut off to end. */
  private static final long CUT_NANOS = 400_000_000;

  private static final long POLL_NANOS = 2_000_000;

  private static final int SPARES = 4;

  private final Listener listener;
  private final Handler handler;
  private final ConnectionLimits limits;
  private final Ports ports;
  private final Budget budget;
  private final Set<Connection> platform = ConcurrentHashMap.newKeySet();
  private final Set<Connection> light = ConcurrentHashMap.newKeySet();
  private final AtomicInteger platformCount = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger();
  private final ConnectionMonitor monitor;
  private volatile boolean closing;

  /** Descriptors to release when no other is left. Owned by the accepting thread. */
  private final Deque<SocketChannel> spares = new ArrayDeque<>(SPARES);

  private Connections(Listener listener, Handler handler, ConnectionLimits limits, Ports ports) {
    this.listener = listener;
    this.handler = handler;
    this.limits = limits;
    this.ports = ports;
    this.budget = new Budget(limits.bufferBytesMax());
    this.monitor = ConnectionMonitor.start(ports, platform, light, limits.stall().toNanos());
  }

  /** Accepts connections of {@code listener}, which is closed together with this object. */
  static Connections start(
      Listener listener, Handler handler, ConnectionLimits limits, Ports ports) {
    Connections connections = new Connections(listener, handler, limits, ports);
    ports.threads().start("odeon-accept", 0, connections::acceptAll);
    return connections;
  }

  /**
   * Accepts connections at a new socket, with any handler. Meant for benchmarks.
   *
   * @throws ServerException if the socket cannot be created
   */
  public static Connections start(
      Path socket, Handler handler, ConnectionLimits limits, Ports ports) {
    return start(Listener.at(socket, ports), handler, limits, ports);
  }

  /** The number of connected clients. */
  public int count() {
    return count.get();
  }

  /** The number of bytes that are buffered for them. */
  public long bufferedBytes() {
    return budget.taken();
  }

  /** Ends all connections at once. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Stops accepting, lets each connection end once its received requests are answered, and cuts off
   * the rest after {@code drain}. Blocks until all have ended, or shortly after that time;
   * connections that have not ended by then are abandoned.
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
      LOG.log(Level.INFO, "cutting connections connections={0}", left);
    }
    long cutUntil = ports.clock().nanos() + CUT_NANOS;
    while (count.get() > 0 && ports.clock().nanos() - cutUntil < 0) {
      each(Connection::cut);
      ports.threads().parkNanos(POLL_NANOS);
    }
    if (count.get() > 0) {
      LOG.log(
          Level.WARNING,
          "gave up connections whose requests did not end connections={0}",
          count.get());
    }
    monitor.end();
  }

  private void each(Consumer<Connection> action) {
    platform.forEach(action);
    light.forEach(action);
  }

  private void acceptAll() {
    refill();
    try {
      acceptWhileOpen();
    } finally {
      spares.forEach(Connections::close);
    }
  }

  private static void close(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // A failed close loses nothing: the channel holds no data.
    }
  }

  private void acceptWhileOpen() {
    while (!closing) {
      try {
        take(listener.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException | Error e) {
        LOG.log(Level.WARNING, "cannot accept a connection reason={0}", ErrorText.of(e));
        if (!shed()) {
          ports.threads().parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  /**
   * Refuses the next client with an error, by means of a spare descriptor. Otherwise the client
   * would wait, and the accepting thread would loop. Returns false if that fails: another thread
   * that opens a file may have taken the descriptor first.
   */
  private boolean shed() {
    close(spares.pollLast());
    try {
      refuse(
          listener.accept(),
          "the server has no file descriptor left for this connection: connect again later");
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return false;
    } finally {
      refill();
    }
  }

  private void refill() {
    while (spares.size() < SPARES) {
      SocketChannel spare = spareDescriptor();
      if (spare == null) {
        return;
      }
      spares.addLast(spare);
    }
  }

  private static @Nullable SocketChannel spareDescriptor() {
    try {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private void take(SocketChannel channel) {
    String refusal = refusal(channel);
    if (refusal != null) {
      refuse(channel, refusal);
      return;
    }
    Object user = Listener.user(channel);
    Handler own = handler.of(user == null ? "unknown" : user.toString());
    Connection connection = new Connection(channel, own, limits, ports, monitor, budget);
    count.incrementAndGet();
    try {
      start(connection);
    } catch (RuntimeException | OutOfMemoryError e) {
      leave(connection);
      refuse(channel, "the server has no thread for this connection: connect again later");
    }
  }

  private @Nullable String refusal(SocketChannel channel) {
    if (!listener.accepts(channel)) {
      LOG.log(
          Level.WARNING, "refused a connection of another user user={0}", Listener.user(channel));
      return "this server answers to its own user alone";
    }
    if (count.get() < limits.connectionsMax()) {
      return null;
    }
    LOG.log(
        Level.WARNING,
        "refused a connection, there are as many as allowed connections={0}",
        limits.connectionsMax());
    return "the server has %d connections, and takes no more: connect again later"
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
      threads.startVirtual("odeon-connection", body);
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

  /** Sends an error and disconnects. A client that is gone already is no failure. */
  private void refuse(SocketChannel channel, String why) {
    try (channel) {
      OutBuffer line = new OutBuffer(budget);
      handler.refusal(ErrorCode.OVERLOADED, why).refuse(ErrorCode.OVERLOADED, why, line);
      channel.configureBlocking(false);
      channel.write(line.buffer());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "refused client is gone reason={0}", ErrorText.of(e));
    }
  }
}
