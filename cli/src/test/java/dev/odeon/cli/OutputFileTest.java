package dev.odeon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("file");
  }

  private static void write(Path file, String text) {
    OutputFile.requireWritable(file);
    OutputFile.write(file, out -> out.write(text.getBytes(UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keepsTheModeOfTheFileItReplaces() throws IOException {
    for (String mode : List.of("rw-------", "rw-rw----", "rwxr-x--x")) {
      Files.deleteIfExists(file);
      Files.writeString(file, "before");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      write(file, "after");
      assertThat(file).hasContent("after");
      assertThat(mode(file)).isEqualTo(mode);
    }
  }

  @Test
  void givesANewFileTheModeThatAnyNewFileHas() throws IOException {
    write(file, "text");
    assertThat(mode(file)).isEqualTo(mode(Files.createFile(folder.resolve("other"))));
  }

  @Test
  void followsLinksToTheFileTheyLeadTo() throws IOException {
    Files.createDirectory(folder.resolve("far"));
    Files.createSymbolicLink(file, Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), Path.of("far", "target"));
    write(file, "new");
    write(file, "newer");
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(Files.isSymbolicLink(folder.resolve("second"))).isTrue();
    assertThat(folder.resolve("far/target")).isRegularFile().hasContent("newer");
  }

  @Test
  void writesIntoAPipeAndLeavesItOne() throws Exception {
    FilledHome.run("mkfifo", file.toString());
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Files.readString(file);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    write(link, "through");
    assertThat(read.join()).isEqualTo("through");
    assertThat(Files.isRegularFile(file)).isFalse();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(names()).containsExactly("file", "link");
  }

  @Test
  void writesIntoADeviceAndSaysWhatTheDeviceSays() throws IOException {
    write(Path.of("/dev/null"), "gone");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    assertThatThrownBy(() -> write(file, "text"))
        .isInstanceOf(Failure.class)
        .hasMessage("cannot write %s: No space left on device", file);
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(Files.isRegularFile(Path.of("/dev/full"))).isFalse();
  }

  @Test
  void leavesEverythingAsItWasIfItCannotBeWrittenWhole() throws IOException {
    Files.writeString(file, "before");
    assertThatThrownBy(() ->
            OutputFile.write(
                file,
                out -> {
                  out.write(1);
                  throw new IOException("torn");
                }))
        .hasMessage("cannot write %s: torn", file);
    assertThat(file).hasContent("before");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void refusesWhatCannotBeAFile() throws IOException {
    Files.createSymbolicLink(file, file);
    for (Path wrong : List.of(folder, folder.resolve("no/file"), file, Path.of("/"))) {
      assertThatThrownBy(() -> write(wrong, "text")).isInstanceOf(Failure.class);
    }
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }

  @Test
  void aDashIsStandardOutput() {
    assertThat(OutputFile.of(Path.of("-"))).isNull();
    assertThat(OutputFile.of(null)).isNull();
    assertThat(OutputFile.of(file)).isEqualTo(file);
  }
}
