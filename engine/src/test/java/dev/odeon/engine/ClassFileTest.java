package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClassFileTest {
  /** A class that calls {@link #answer}, with constants of every size in its pool. */
  static final class Caller {
    static String ask() {
      long wide = 1L << 40;
      double other = 1.25;
      return answer() + wide + other + new int[] {1_000_000}.length;
    }
  }

  static String answer() {
    return "here";
  }

  /** What the renamed caller calls instead. */
  static final class Other {
    static String answer() {
      return "there";
    }
  }

  private static final class Loader extends ClassLoader {
    Class<?> define(byte[] code) {
      return defineClass(null, code, 0, code.length);
    }
  }

  @Test
  void changesNothingButTheName() throws IOException {
    byte[] file = file(Caller.class);

    byte[] there = ClassFile.renamed(file, name(ClassFileTest.class), name(Other.class));

    assertThat(ClassFile.renamed(there, name(Other.class), name(ClassFileTest.class)))
        .isEqualTo(file);
    assertThat(new String(there, StandardCharsets.ISO_8859_1)).contains(name(Other.class));
    assertThat(new Loader().define(there).getDeclaredMethods()).hasSize(1);
  }

  @Test
  void refusesWhatIsNoClassFile() {
    byte[] unknownConstant = {0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 99};

    assertThatThrownBy(() -> ClassFile.renamed(unknownConstant, "a", "b"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("a generated class file is malformed");
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static byte[] file(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream("/" + name(type) + ".class")) {
      return in.readAllBytes();
    }
  }
}
