package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives that {@code ./odeon package} makes. */
class PackageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String NAME = "odeon-1.2.3";

  @TempDir Path temp;
  private Path app;

  @BeforeEach
  void layOutAnApp() throws IOException {
    app = Files.createDirectories(temp.resolve("app"));
    Files.createDirectory(app.resolve("lib"));
    jar("odeon-cli.jar", Map.of("a/Main.class", "x"));
    jar("lib/odeon-base-1.2.3.jar", Map.of("dev/odeon/base/version.txt", "1.2.3\nabc\n"));
    jar("lib/asm-9.9.jar", Map.of("a/A.class", "x"));
    jar("lib/slf4j-api-2.0.jar", Map.of("META-INF/LICENSE.txt", "as you like"));
    Files.writeString(app.resolve("odeon-25.aot"), "a cache");
  }

  @Test
  void holdsTheCommandItsJarsTheirLicencesAndChecksums() throws Exception {
    Path page = Files.createDirectories(temp.resolve("share/man/man1")).resolve("odeon.1");
    Files.writeString(page, "a page");
    assertThat(run("UTC").exit()).isZero();
    assumeTrue(new ProcessBuilder("tar", "--version").start().waitFor() == 0, "skipped: no tar");
    start("tar", "xzf", NAME + ".tar.gz");
    Path made = temp.resolve(NAME);
    assertThat(made.resolve("bin/odeon"))
        .isExecutable()
        .hasSameTextualContentAs(ROOT.resolve("odeon"));
    for (String file : List.of("launch.sh", "jdk.sh", "installed.sh", "jvm.options")) {
      assertThat(made.resolve("launch").resolve(file))
          .hasSameTextualContentAs(ROOT.resolve("build").resolve(file));
    }
    assertThat(made.resolve("app")).isDirectoryNotContaining("glob:**.aot");
    assertThat(made.resolve("app/lib/asm-9.9.jar"))
        .hasSameBinaryContentAs(app.resolve("lib/asm-9.9.jar"));
    assertThat(made.resolve("LICENCES.txt"))
        .content()
        .containsPattern("asm-9.9.jar +BSD-3-Clause")
        .containsPattern("odeon-cli.jar +Apache-2.0")
        .containsPattern("slf4j-api-2.0.jar +MIT");
    assertThat(made.resolve("share/man/man1/odeon.1")).hasContent("a page");
    assertThat(made.resolve("licences/asm.txt")).content().contains("INRIA");
    assertThat(made.resolve("licences/slf4j-api-2.0/LICENSE.txt")).hasContent("as you like");
    assertThat(made.resolve("LICENSE")).hasSameTextualContentAs(ROOT.resolve("LICENSE"));

    assertThat(start("sh", "-c", "cd " + NAME + " && sha256sum -c --quiet SHA256SUMS").exit())
        .isZero();
    Files.writeString(made.resolve("bin/odeon"), "other");
    assertThat(start("sh", "-c", "cd " + NAME + " && sha256sum -c --quiet SHA256SUMS").exit())
        .isOne();
  }

  @Test
  void isTheSameInBothArchives() throws Exception {
    run("UTC");
    assumeTrue(
        start("sh", "-c", "command -v unzip && command -v tar").exit() == 0, "skipped: no unzip");
    start("tar", "xzf", NAME + ".tar.gz");
    start("unzip", "-q", NAME + ".zip", "-d", "zip");
    assertThat(start("diff", "-r", NAME, "zip/" + NAME)).isEqualTo(new Run(0, "", ""));
    assertThat(temp.resolve("zip/" + NAME + "/bin/odeon")).isExecutable();
  }

  @Test
  void isTheSameBytesEachTimeAndEverywhere() throws Exception {
    Run first = run("UTC");
    Map<String, byte[]> archives = archives();
    // Nothing of the folder, the order and the times of the files is in them.
    Path other = temp.resolve("elsewhere");
    Files.move(app, other);
    app = other;
    Files.move(app.resolve("lib/asm-9.9.jar"), app.resolve("lib/x"));
    Files.write(app.resolve("lib/asm-9.9.jar"), Files.readAllBytes(app.resolve("lib/x")));
    Files.delete(app.resolve("lib/x"));
    assertThat(run("Asia/Tokyo").out()).isEqualTo(first.out());
    archives().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(archives.get(name)));
    assertThat(first.out())
        .contains(NAME + ".tar.gz  ", NAME + ".zip  ", "sha256:")
        .hasLineCount(2);
  }

  @Test
  void isAnotherOnceAJarHoldsSomethingElseOfTheSameSize() throws Exception {
    run("UTC");
    start("tar", "xzf", NAME + ".tar.gz");
    String content = Files.readString(temp.resolve(NAME + "/launch/content"));
    jar("lib/asm-9.9.jar", Map.of("a/A.class", "y"));
    run("UTC");
    start("tar", "xzf", NAME + ".tar.gz");
    assertThat(Files.readString(temp.resolve(NAME + "/launch/content"))).isNotEqualTo(content);
  }

  @Test
  void refusesAJarWhoseLicenceNobodyLookedUp() throws Exception {
    jar("lib/unheard-1.0.jar", Map.of("a/B.class", "x"));
    Run run = run("UTC");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "odeon: nothing says which licence unheard-1.0.jar has: add a line to build/licences/libraries.txt\n");
    assertThat(archives()).isEmpty();
  }

  private Map<String, byte[]> archives() throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    for (String name : List.of(NAME + ".tar.gz", NAME + ".zip")) {
      if (Files.exists(temp.resolve(name))) {
        found.put(name, Files.readAllBytes(temp.resolve(name)));
      }
    }
    return found;
  }

  private void jar(String name, Map<String, String> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(app.resolve(name));
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, String> each : entries.entrySet()) {
        JarEntry entry = new JarEntry(each.getKey());
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(each.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private Run run(String zone) throws Exception {
    return start(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Duser.timezone=" + zone,
        ROOT.resolve("build/Package.java").toString(),
        ROOT.toString(),
        app.toString(),
        temp.toString());
  }

  private Run start(String... command) throws Exception {
    Path err = temp.resolve("err");
    Process process =
        new ProcessBuilder(command).directory(temp.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private record Run(int exit, String out, String err) {}
}
