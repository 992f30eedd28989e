package dev.odeon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.main.Main;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C in the middle of the demo. */
class DemoInterruptIT {
  private static final int INTERRUPTED = 130;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"start", "recover"})
  void leavesNothingBehind(String step) throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path err = folder.resolve("err");
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo")
            .redirectError(err.toFile())
            .start();
    List<ProcessHandle> children;
    try (BufferedReader out = demo.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith("  ok    " + step + " ")) {
        line = out.readLine();
      }
      assertThat(line).as(Files.readString(err)).isNotNull();
      children = demo.children().toList();
      new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
      assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      demo.destroyForcibly();
    }
    assertThat(demo.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(Files.readString(err))
        .isEqualTo("odeon: interrupted: what the demo made is removed\n");
    assertThat(temporary).isEmptyDirectory();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }
}
