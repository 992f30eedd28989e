package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.main.Odeon;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProgressTest {
  private static final int SIZE = 3 << 20;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void showsHowFarALargeFileIsWhereSomebodyWatches() throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[SIZE]);
    run(true, "store", "put", file.toString(), "--label", "large");
    assertThat(err()).contains("storing " + file, "3.0 MiB (100 %)").endsWith("\r\u001b[K");
    err.reset();
    run(true, "store", "get", "store:large", "-o", folder.resolve("copy").toString());
    assertThat(err()).contains("getting ", "3.0 MiB (100 %)");
    err.reset();
    run(true, "store", "put", "-");
    assertThat(err()).contains("storing standard input");
  }

  @Test
  void showsNothingWhereNobodyWatches() throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[SIZE]);
    run(false, "store", "put", file.toString());
    assertThat(err()).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8)).hasSize(65);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void run(boolean watched, String... args) {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[SIZE]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Environment(folder.resolve("home"), watched));
    assertThat(Odeon.run(console, args)).isEqualTo(Exit.DONE);
    console.flush();
  }
}
