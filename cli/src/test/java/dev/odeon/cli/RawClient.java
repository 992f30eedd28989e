package dev.odeon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A connection that sends what a test says, whole lines or not. */
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader answers;

  private RawClient(SocketChannel channel) {
    this.channel = channel;
    this.answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  static RawClient connect(Path socket) throws IOException {
    return new RawClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Sends {@code text} as it is. */
  RawClient send(String text) {
    try {
      ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (left.hasRemaining()) {
        channel.write(left);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends as much of {@code text} as the other end takes without reading answers. */
  RawClient pour(String text, int times) throws IOException {
    channel.configureBlocking(false);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < times && refused < 3; i++) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining() && refused < 3) {
        refused = channel.write(left) == 0 ? refused + 1 : 0;
      }
    }
    return this;
  }

  /** Waits for the next answer. */
  JsonNode answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError("the server hung up");
      }
      return new JsonMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
