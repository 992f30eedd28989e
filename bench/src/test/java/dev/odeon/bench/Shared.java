package dev.odeon.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Archives that lie beside the checkout and are too large, or not ours, to be part of it: in the
 * folder that the property {@code odeon.shared} or the variable {@code ODEON_SHARED} names, else in
 * {@code shared} next to the project's root.
 */
final class Shared {
  private Shared() {}

  /**
   * Unpacks the archive of that name into {@code folder} and answers its scripts, in order. A test
   * is skipped, saying so, where there is no such archive or no {@code tar} that can read it.
   */
  static List<Path> scripts(String name, Path folder) throws Exception {
    Path archive = place().resolve(name);
    assumeTrue(
        Files.isRegularFile(archive), () -> "skipped: there is no " + archive.toAbsolutePath());
    int exit;
    try {
      exit =
          new ProcessBuilder("tar", "-xJf", archive.toString(), "-C", folder.toString())
              .inheritIO()
              .start()
              .waitFor();
    } catch (IOException e) {
      assumeTrue(false, () -> "skipped: tar cannot be started: " + e.getMessage());
      throw e;
    }
    if (exit != 0) {
      throw new AssertionError("tar ended with " + exit + " on " + archive);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static Path place() {
    @Nullable String named = System.getProperty("odeon.shared", System.getenv("ODEON_SHARED"));
    return Optional.ofNullable(named).map(Path::of).orElse(Path.of("..", "..", "shared"));
  }
}
