package dev.odeon.protocol;

import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Connects to Unix sockets with a time limit. */
public final class UnixSockets {
  /** How long a server may take to accept a connection, or to identify itself. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private UnixSockets() {}

  /**
   * Connects to {@code socket}.
   *
   * @throws ConnectException if nothing listens there
   * @throws SocketTimeoutException if the server does not accept the connection in time
   * @throws IOException if there is no socket, or it cannot be used
   */
  public static SocketChannel connect(Path socket, Ports ports) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (channel.connect(address)) {
        channel.configureBlocking(true);
        return channel;
      }
      channel.close();
    } catch (ConnectException e) {
      channel.close();
      throw e;
    } catch (SocketException _) {
      // The backlog is full: try again until the time is over.
      channel.close();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return await(address, ports);
  }

  /** A blocking connect has no timeout, but closing the channel ends it. */
  private static SocketChannel await(UnixDomainSocketAddress address, Ports ports)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Pending<SocketChannel> connected = new Pending<>(ports.threads());
    ports
        .threads()
        .start(
            "odeon-connect",
            0,
            () -> {
              try {
                channel.connect(address);
                connected.complete(channel);
              } catch (IOException e) {
                connected.fail(new UncheckedIOException(e));
              }
            });
    try {
      if (connected.await(ports.clock(), PATIENCE.toNanos()).isPresent()) {
        return channel;
      }
    } catch (UncheckedIOException e) {
      channel.close();
      throw e.getCause();
    }
    channel.close();
    throw new SocketTimeoutException(
        "it took no connection within %d s".formatted(PATIENCE.toSeconds()));
  }
}
