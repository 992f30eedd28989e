package dev.odeon.engine;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads from a class file (Java virtual machine specification §4) what has to be known of a method
 * before its instructions are seen.
 */
final class ClassFile {
  private static final int POOL_OFFSET = 8;
  private static final int TEXT = 1;

  private ClassFile() {}

  /** How many local variables each method has, by its name; of equal names, the last one's. */
  static Map<String, Integer> locals(byte[] file) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
      in.skipNBytes(POOL_OFFSET);
      String[] texts = pool(in);
      in.skipNBytes(6); // access, this class, super class
      in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
      members(in, texts, new HashMap<>()); // fields
      Map<String, Integer> locals = new HashMap<>();
      members(in, texts, locals);
      return locals;
    } catch (IOException e) {
      throw new UncheckedIOException("a generated class file is malformed", e);
    }
  }

  private static String[] pool(DataInputStream in) throws IOException {
    String[] texts = new String[in.readUnsignedShort()];
    for (int i = 1; i < texts.length; i++) {
      int tag = in.readUnsignedByte();
      if (tag == TEXT) {
        texts[i] = in.readUTF();
      } else {
        in.skipNBytes(sizeOf(tag));
        i += tag == 5 || tag == 6 ? 1 : 0; // a long or double takes two places
      }
    }
    return texts;
  }

  private static void members(DataInputStream in, String[] texts, Map<String, Integer> locals)
      throws IOException {
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      in.skipNBytes(2); // access
      String name = texts[in.readUnsignedShort()];
      in.skipNBytes(2); // descriptor
      int attributes = in.readUnsignedShort();
      for (int j = 0; j < attributes; j++) {
        boolean code = "Code".equals(texts[in.readUnsignedShort()]);
        int size = in.readInt();
        if (code) {
          in.skipNBytes(2); // operands
          locals.put(name, in.readUnsignedShort());
          size -= 4;
        }
        in.skipNBytes(size);
      }
    }
  }

  /** The size of a constant in bytes, without its tag. */
  private static int sizeOf(int tag) throws IOException {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 5, 6 -> 8;
      default -> throw new IOException("constant " + tag + " does not exist");
    };
  }
}
