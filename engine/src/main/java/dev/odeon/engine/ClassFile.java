package dev.odeon.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Rewrites names in the constant pool of a class file (Java virtual machine specification §4.4).
 */
final class ClassFile {
  private static final int POOL_OFFSET = 8;
  private static final int TEXT = 1;

  private ClassFile() {}

  /** {@code file} with every class name {@code from} replaced by {@code to}; both with slashes. */
  static byte[] renamed(byte[] file, String from, String to) {
    ByteArrayOutputStream renamed = new ByteArrayOutputStream(file.length + to.length());
    DataOutputStream out = new DataOutputStream(renamed);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
      out.write(in.readNBytes(POOL_OFFSET));
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == TEXT) {
          String text = in.readUTF();
          out.writeUTF(text.equals(from) ? to : text);
        } else {
          out.write(in.readNBytes(sizeOf(tag)));
          i += tag == 5 || tag == 6 ? 1 : 0; // a long or double takes two places
        }
      }
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a generated class file is malformed", e);
    }
    return renamed.toByteArray();
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
