package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks at and changes the bytes of a home's log, as somebody with an editor does. */
final class Tampering {
  private Tampering() {}

  /**
   * Flips one bit in the first place of the log that holds {@code content}; returns where.
   *
   * @param within which byte of it, counted from 0
   */
  static String flip(Path home, Bytes content, int within) {
    byte[] wanted = content.toArray();
    for (Path segment : segments(home)) {
      int at = find(read(segment), wanted);
      if (at >= 0) {
        flip(segment, at + within);
        return segment.getFileName() + " at " + (at + within);
      }
    }
    throw Failure.failed("the log of " + home + " does not hold what was written to it");
  }

  private static List<Path> segments(Path home) {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.resolve("log"))) {
      files.forEach(segments::add);
    } catch (IOException e) {
      throw Failure.failed("cannot list the log of " + home + ": " + DiskException.words(e));
    }
    Collections.sort(segments);
    return segments;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failure.failed("cannot read " + file + ": " + DiskException.words(e));
    }
  }

  private static int find(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return at;
      }
    }
    return -1;
  }

  private static void flip(Path file, long at) {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int old = open.read();
      open.seek(at);
      open.write(old ^ 1);
    } catch (IOException e) {
      throw Failure.failed("cannot change " + file + ": " + DiskException.words(e));
    }
  }
}
