package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose size does not say what they hold, and what is no file. */
class OddFilesTest {
  private static final Path PROC = Path.of("/proc/version");

  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choose() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  private CommandRun succeed(String... args) {
    return CommandRun.inside(home, args).succeeded();
  }

  @Test
  void aFileWithoutASizeIsReadToItsEnd() throws IOException {
    assertThat(Files.size(PROC)).isZero();
    String hash = succeed("store", "put", PROC.toString()).out().strip();
    assertThat(succeed("store", "get", hash).out()).isEqualTo(Files.readString(PROC));
    succeed("load", "-p", guests.module("plugin/rot13").toString());
    assertThat(succeed("chain", "-b", "rot13.wasm,rot13.wasm", "-i", "@" + PROC).out())
        .isEqualTo(Files.readString(PROC) + "\n");
  }

  @Test
  void aFileThatIsShorterThanItsSizeIsReadToItsEnd() throws IOException {
    Path short_ = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(short_));
    String hash = succeed("store", "put", short_.toString()).out().strip();
    assertThat(succeed("store", "get", hash).out()).isEqualTo(Files.readString(short_));
  }

  @Test
  void aSparseFileIsReadWithItsHoles() throws IOException {
    Path sparse = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(3 << 20);
      file.seek(2 << 20);
      file.write(7);
    }
    String hash = succeed("store", "put", sparse.toString()).out().strip();
    Path copy = folder.resolve("copy");
    succeed("store", "get", hash, "-o", copy.toString());
    assertThat(Files.mismatch(sparse, copy)).isEqualTo(-1);
  }

  @Test
  void aPipeIsReadToItsEnd() throws Exception {
    byte[] module = SampleGuests.module("echo");
    Path manifest = pipe("manifest.toml", SampleGuests.manifest("echo").getBytes());
    guests.write("echo.wasm", module);
    assertThat(succeed("actor", "start", manifest.toString()).out()).contains("echo started");
    Path plugin = pipe("plugin.wasm", SampleGuests.module("plugin/rot13"));
    succeed("load", "-p", plugin.toString());
    Path content = pipe("content", new byte[2 << 20]);
    String hash = succeed("store", "put", content.toString()).out().strip();
    assertThat(succeed("store", "show", hash).out()).contains("2,097,152");
  }

  @Test
  void whatHasNoEndOrIsNoFileIsRefused() {
    CommandRun.inside(home, "load", "-p", "/dev/null").refused(1);
    CommandRun.inside(home, "load", "-p", folder.toString()).refused(1);
    assertThat(CommandRun.inside(home, "load", "-p", "/dev/zero").refused(1)).contains("256 MiB");
    CommandRun.inside(home, "store", "put", folder.toString()).refused(1);
    CommandRun.inside(home, "store", "import", PROC.toString()).refused(1);
  }

  private Path pipe(String name, byte[] content) throws Exception {
    Path pipe = folder.resolve(name);
    FilledHome.run("mkfifo", pipe.toString());
    CompletableFuture<Void> _ =
        CompletableFuture.runAsync(() -> {
          try {
            Files.write(pipe, content, java.nio.file.StandardOpenOption.WRITE);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return pipe;
  }
}
