package dev.odeon.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One client as the simplest of programs would be it: it writes bytes and reads lines. */
final class Talk implements AutoCloseable {
  private final SocketChannel channel;
  private final ByteBuffer input = ByteBuffer.allocate(1 << 12).flip();

  private Talk(SocketChannel channel) {
    this.channel = channel;
  }

  static Talk to(Path socket) {
    try {
      return new Talk(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a line and reads the next. */
  String ask(String line) throws IOException {
    send(line + "\n");
    return line();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /** Reads a line, without its newline. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      if (b < 0) {
        throw new EOFException("the server hung up after '" + line + "'");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Whether the server has hung up; blocks until that or a byte. */
  boolean isOver() {
    try {
      return read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Sends no more, and still reads. */
  void sayNoMore() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read() throws IOException {
    if (!input.hasRemaining()) {
      input.clear();
      int read = channel.read(input);
      input.flip();
      if (read < 0) {
        return -1;
      }
    }
    return input.get() & 0xFF;
  }
}
