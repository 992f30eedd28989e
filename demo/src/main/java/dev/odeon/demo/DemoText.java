package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.guests.Words;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The text that the demo feeds to the actor, line by line.
 *
 * @param name what it is called
 * @param lines its lines, without their ends; a line that is too long for a message is cut between
 *     two words
 */
record DemoText(String name, List<String> lines) {
  /** Fewer cannot be between 20 and 80 % done. */
  static final int LINES_MIN = 5;

  /** The longest piece of a line that is sent at once, in characters. */
  static final int PIECE_MAX = 16_384;

  private static final int SIZE_MAX = 256 << 20;

  /**
   * The text that {@code content} is.
   *
   * @throws Failure if it is not UTF-8, or too short or too long for the demo
   */
  static DemoText of(String name, Bytes content) {
    if (content.size() > SIZE_MAX) {
      throw Failure.failed(
          "%s has %s, the demo takes %s: give it a part"
              .formatted(name, TextFormat.size(content.size()), TextFormat.size(SIZE_MAX)));
    }
    List<String> lines = new ArrayList<>();
    String text = decode(name, content);
    text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String line : text.split("\n", -1)) {
      cut(name, lines.size() + 1, line, lines);
    }
    if (lines.size() < LINES_MIN) {
      throw Failure.failed(
          "%s has %s, the demo needs %d to be killed half-way: give it a longer text"
              .formatted(name, TextFormat.count(lines.size(), "line", "lines"), LINES_MIN));
    }
    return new DemoText(name, List.copyOf(lines));
  }

  /**
   * How often each word is in it, counted in plain Java: what the actor's counts are held against.
   */
  Map<String, Long> words() {
    return lines.stream()
        .flatMap(line -> Words.in(line).stream())
        .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
  }

  private static String decode(String name, Bytes content) {
    ByteBuffer bytes = content.buffer();
    CharBuffer text = CharBuffer.allocate(content.size() + 1);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw Failure.failed(
          "%s is not UTF-8 at byte %d: convert it, for example with iconv"
              .formatted(name, bytes.position()));
    }
    return text.flip().toString();
  }

  private static void cut(String name, int number, String line, List<String> pieces) {
    String rest = line;
    while (rest.length() > PIECE_MAX) {
      int at = rest.lastIndexOf(' ', PIECE_MAX - 1);
      if (at < 0) {
        throw Failure.failed(
            "line %d of %s has %d characters without a space: break it up"
                .formatted(number, name, PIECE_MAX));
      }
      pieces.add(rest.substring(0, at + 1));
      rest = rest.substring(at + 1);
    }
    pieces.add(rest);
  }
}
