package dev.odeon.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What this program was built as.
 *
 * @param product the version, for example {@code 0.1.0}
 * @param commit the digits of the commit, with a {@code +} behind them if the sources differed from
 *     it; empty if the build knew of none
 * @param java the version of the JDK that runs it
 */
public record Version(String product, String commit, String java) {
  private static final String FILE = "version.txt";

  /** The version of this program, on this JDK. */
  public static Version current() {
    try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream(FILE), FILE)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return new Version(
          lines.getFirst().strip(),
          lines.size() > 1 ? lines.get(1).strip() : "",
          System.getProperty("java.runtime.version", "?"));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + FILE + " beside " + Version.class, e);
    }
  }

  /** All of it in a line, for example {@code 0.1.0 (commit 6c40fdd1a2b3, Java 25.0.1+8)}. */
  public String text() {
    return "%s (%s, Java %s)"
        .formatted(product, commit.isEmpty() ? "built without git" : "commit " + commit, java);
  }
}
