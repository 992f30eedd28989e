package dev.odeon.cli.main;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version this command was built as. */
final class Version implements IVersionProvider {

  /** The version alone, for example {@code 0.1.0}. */
  static String text() {
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read version.txt beside " + Version.class, e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"odeon " + text()};
  }
}
