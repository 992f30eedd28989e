package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a command is given: the text itself, {@code -} for standard input, {@code @FILE} for a file.
 */
public final class Input {
  private static final int SIZE_MAX = 256 << 20;

  /** What the JVM makes of an argument's bytes that it cannot read; they are lost by then. */
  private static final char REPLACEMENT = '\uFFFD';

  private Input() {}

  /**
   * The bytes that {@code text} means.
   *
   * @throws Failure if the file cannot be read, or the text is not what was written
   */
  public static Bytes of(String text, InputStream standardInput) {
    if (text.equals("-")) {
      try {
        return bounded(standardInput, "standard input");
      } catch (IOException e) {
        throw Failure.failed("cannot read standard input: " + DiskException.words(e));
      }
    }
    if (text.equals("@")) {
      throw Failure.usage("@ names no file: write @FILE, or send an @ itself with -");
    }
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw Failure.usage(
          "the text has bytes that are not UTF-8, or U+FFFD: give it as @FILE or with -");
    }
    return text.startsWith("@") ? file(Values.path(text.substring(1)), "input") : Bytes.utf8(text);
  }

  /**
   * The content of {@code file}.
   *
   * @param what it is, for the error
   * @throws Failure if it cannot be read
   */
  public static Bytes file(Path file, String what) {
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(in, file.toString());
    } catch (NoSuchFileException _) {
      throw Failure.failed("there is no %s file %s: check the path".formatted(what, file));
    } catch (AccessDeniedException _) {
      throw Failure.failed(
          "the %s file %s may not be read: check its rights".formatted(what, file));
    } catch (IOException e) {
      throw Failure.failed(
          "the %s file %s cannot be read: %s".formatted(what, file, DiskException.words(e)));
    }
  }

  private static Bytes bounded(InputStream in, String name) throws IOException {
    byte[] content = in.readNBytes(SIZE_MAX);
    if (content.length == SIZE_MAX) {
      throw Failure.failed(
          name + " has 256 MiB or more: give less at once, or store it with 'odeon store put'");
    }
    return Bytes.wrap(content);
  }
}
