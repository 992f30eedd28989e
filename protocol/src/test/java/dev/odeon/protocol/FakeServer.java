package dev.odeon.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Listens at a socket and answers the first line of each connection with the same text. */
final class FakeServer implements AutoCloseable {
  private final ServerSocketChannel listening;

  private FakeServer(ServerSocketChannel listening) {
    this.listening = listening;
  }

  /** One that answers {@code answer}, with {@code %s} for the id of the request. */
  static FakeServer answering(Path socket, String answer) throws IOException {
    FakeServer server = mute(socket, 8);
    Thread.ofPlatform().daemon().start(() -> server.answerAll(answer));
    return server;
  }

  /** One that takes no connection, of which so many may wait for that. */
  static FakeServer mute(Path socket, int backlog) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket), backlog);
    return new FakeServer(listening);
  }

  private void answerAll(String answer) {
    try {
      while (true) {
        SocketChannel peer = listening.accept();
        String line =
            new BufferedReader(Channels.newReader(peer, StandardCharsets.UTF_8)).readLine();
        String id = line == null ? "0" : line.replaceAll(".*\"id\":(\\d+).*", "$1");
        peer.write(ByteBuffer.wrap((answer.formatted(id) + "\n").getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
