package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that people read, as they were last reviewed: a change of words is seen in review. */
final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  /** Compares with the file of that name; {@code -Dodeon.golden=write} writes it anew. */
  static void check(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name);
    if ("write".equals(System.getProperty("odeon.golden"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    }
    assertThat(text)
        .as("%s, which -Dodeon.golden=write writes anew", file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }
}
