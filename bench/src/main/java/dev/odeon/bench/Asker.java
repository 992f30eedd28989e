package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * One connection of a load generator, which asks the same again and again. Every answer is compared
 * with the first one, which who asks has looked at; the time that a run took may differ.
 */
final class Asker implements AutoCloseable {
  private static final Pattern TIME = Pattern.compile("_time_ms\":\\d+");
  private static final byte END = '\n';

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
  private final byte[] line = new byte[1 << 20];
  private final ByteBuffer one;
  private final ByteBuffer many;
  private final byte[] expected;
  private int size;

  /**
   * A connection.
   *
   * @param request without the line's end
   * @param inFlight how many of it are on their way at once
   */
  Asker(Path socket, String request, int inFlight) {
    byte[] bytes = (request + "\n").getBytes(StandardCharsets.UTF_8);
    one = direct(bytes, 1);
    many = direct(bytes, inFlight);
    in.limit(0);
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw Failure.failed("cannot connect to %s: %s".formatted(socket, DiskException.words(e)));
    }
    send(one, 1);
    readLine();
    expected = Arrays.copyOf(line, size);
  }

  private static ByteBuffer direct(byte[] bytes, int times) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length * times);
    for (int i = 0; i < times; i++) {
      buffer.put(bytes);
    }
    return buffer.flip();
  }

  /** The first answer, without the line's end. */
  String answer() {
    return new String(expected, StandardCharsets.UTF_8);
  }

  /** Asks for {@code nanos} since {@code begun}; how often it was answered. */
  long ask(long begun, long nanos) {
    int inFlight = many.capacity() / one.capacity();
    long answers = 0;
    send(many, inFlight);
    int underWay = inFlight;
    while (underWay > 0) {
      readLine();
      check();
      answers++;
      underWay--;
      // What else has come already is taken first, so that one write asks for all of it again.
      while (underWay > 0 && hasLine()) {
        readLine();
        check();
        answers++;
        underWay--;
      }
      if (System.nanoTime() - begun < nanos) {
        send(many, inFlight - underWay);
        underWay = inFlight;
      }
    }
    return answers;
  }

  /** Asks once. */
  void askOnce() {
    send(one, 1);
    readLine();
    check();
  }

  private void send(ByteBuffer requests, int count) {
    ByteBuffer out = requests.duplicate().limit(one.capacity() * count);
    try {
      while (out.hasRemaining()) {
        channel.write(out);
      }
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private boolean hasLine() {
    return end() < in.limit();
  }

  /** Where the line that begins at the position ends; the limit if it has not come yet. */
  private int end() {
    byte[] got = in.array();
    int at = in.position();
    while (at < in.limit() && got[at] != END) {
      at++;
    }
    return at;
  }

  /** Puts the next answer into {@link #line}. */
  private void readLine() {
    size = 0;
    while (true) {
      int part = end() - in.position();
      in.get(line, size, part);
      size += part;
      if (in.hasRemaining()) {
        in.get();
        return;
      }
      fill();
    }
  }

  private void fill() {
    try {
      in.clear();
      int got = channel.read(in);
      in.flip();
      if (got < 0) {
        throw Failure.failed("the server of a benchmark hung up: see what it said");
      }
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private void check() {
    if (Arrays.mismatch(line, 0, size, expected, 0, expected.length) >= 0) {
      String text = new String(line, 0, size, StandardCharsets.UTF_8);
      if (!timeless(text).equals(timeless(answer()))) {
        throw Failure.failed("a wrong answer: %s instead of %s".formatted(text, answer()));
      }
    }
  }

  private static String timeless(String text) {
    return TIME.matcher(text).replaceAll("");
  }

  private static Failure lost(IOException e) {
    return Failure.failed(
        "the connection to a benchmark's server is gone: " + DiskException.words(e));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw lost(e);
    }
  }
}
