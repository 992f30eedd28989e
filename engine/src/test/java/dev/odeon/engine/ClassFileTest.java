package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassFileTest {
  /** A class with every kind of constant that takes two places, a field, and methods to count. */
  private static final class Sample {
    static final long LONG = 0x123456789abcdef0L;

    static int none() {
      return 0;
    }

    static double wide(int narrow, long wide) {
      double sum = narrow + LONG;
      return sum + wide + 0.1234567;
    }
  }

  @Test
  void countsTheLocalsOfEachMethod() throws IOException {
    assertThat(ClassFile.locals(sample()))
        .containsEntry("none", 0)
        .containsEntry("wide", 1 + 2 + 2)
        .containsEntry("<init>", 1);
  }

  @Test
  void refusesAFileThatEndsTooEarly() throws IOException {
    byte[] half = Arrays.copyOf(sample(), 100);

    assertThatThrownBy(() -> ClassFile.locals(half)).isInstanceOf(UncheckedIOException.class);
  }

  private static byte[] sample() throws IOException {
    assertThat(Sample.none() + Sample.wide(1, 2)).isPositive();
    String name = Sample.class.getName().replace('.', '/') + ".class";
    try (InputStream in = ClassFileTest.class.getResourceAsStream("/" + name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
