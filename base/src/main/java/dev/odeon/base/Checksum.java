package dev.odeon.base;

import java.util.zip.CRC32C;

/**
 * The checksum that ends small files: CRC32C (RFC 3720) over the file's own name, a zero byte and
 * what stands before it. So a file that was altered, cut or given another's name is noticed. In a
 * binary file it is the last 4 bytes, big-endian; in a text the last line, {@code crc32c} and 8 hex
 * digits.
 */
public final class Checksum {
  private static final String WORD = "crc32c ";
  private static final int LINE_SIZE = WORD.length() + 2 * Integer.BYTES + 1;

  private Checksum() {}

  /** The CRC32C of {@code parts}, one after the other. */
  public static int of(Bytes... parts) {
    CRC32C sum = new CRC32C();
    for (Bytes part : parts) {
      sum.update(part.buffer());
    }
    return (int) sum.getValue();
  }

  private static int of(String name, Bytes content) {
    return of(Bytes.utf8(name + "\0"), content);
  }

  /** The binary file {@code name} that holds {@code content}. */
  public static Bytes seal(String name, Bytes content) {
    int sum = of(name, content);
    return content.plus(
        Bytes.wrap(
            new byte[] {(byte) (sum >>> 24), (byte) (sum >>> 16), (byte) (sum >>> 8), (byte) sum}));
  }

  /**
   * What the binary file {@code name} holds.
   *
   * @throws MalformedException if it is not what {@link #seal} made
   */
  public static Bytes open(String name, Bytes file) {
    return checked(name, file, Integer.BYTES, content -> seal(name, content));
  }

  /** The text file {@code name} that holds {@code lines}, each with its line feed. */
  public static Bytes sealLines(String name, Bytes lines) {
    return lines.plus(Bytes.utf8("%s%08x\n".formatted(WORD, of(name, lines))));
  }

  /**
   * The lines of the text file {@code name}, without the one of the checksum.
   *
   * @throws MalformedException if it is not what {@link #sealLines} made
   */
  public static Bytes openLines(String name, Bytes file) {
    return checked(name, file, LINE_SIZE, lines -> sealLines(name, lines));
  }

  private interface Sealing {
    Bytes seal(Bytes content);
  }

  private static Bytes checked(String name, Bytes file, int size, Sealing sealing) {
    if (file.size() < size) {
      throw new MalformedException("it has " + file.size() + " bytes, too few for a checksum");
    }
    Bytes content = file.slice(0, file.size() - size);
    if (!sealing.seal(content).equals(file)) {
      throw new MalformedException("its checksum is not that of its content and name");
    }
    return content;
  }
}
