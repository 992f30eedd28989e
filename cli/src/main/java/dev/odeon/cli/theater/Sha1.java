package dev.odeon.cli.theater;

import dev.odeon.store.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hash that Theater names content by. It says which content is meant, not that it is genuine.
 */
final class Sha1 {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}");
  private static final int PIECE = 1 << 18;

  private Sha1() {}

  /** Whether {@code text} is one: 40 lower-case hex digits. */
  static boolean isOne(String text) {
    return HEX.matcher(text).matches();
  }

  /** That of all that {@code source} has, in hex; {@code others} digest it too. */
  static String of(Source source, MessageDigest... others) {
    MessageDigest digest = digest();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = 0;
    for (int read = source.read(at, piece); read >= 0; read = source.read(at, piece)) {
      at += read;
      digest.update(piece.flip());
      for (MessageDigest other : others) {
        other.update(piece.rewind());
      }
      piece.clear();
    }
    return hex(digest);
  }

  /** That of all that {@code stream} has, in hex. */
  static String of(InputStream stream) throws IOException {
    MessageDigest digest = digest();
    byte[] piece = new byte[PIECE];
    for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
      digest.update(piece, 0, read);
    }
    return hex(digest);
  }

  /** One in the making. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** What {@code digest} came to, in hex. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
