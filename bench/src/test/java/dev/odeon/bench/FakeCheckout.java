package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A small checkout with the real launchers, and a JDK and a Maven that only note how they were
 * called.
 */
final class FakeCheckout {
  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

  /** Prints its own path and arguments, then what {@code $LOOK}, a script, finds. */
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *RaiseClassVersions*) ;;
        *Package.java*) echo "package $*" >>"$NOTES" ;;
        *TestTimes*) echo "times $*" >>"$NOTES"; [ -z "${FAIL_TIMES:-}" ] || exit 1 ;;
        *AOTCacheOutput*)
          echo "train $0" >>"$NOTES"
          [ -z "${FAIL_TRAINING:-}" ] || exit 1
          for each; do case $each in *AOTCacheOutput=*) echo cache >"${each#*=}" ;; esac; done
          ;;
        *) echo "$0 $*"; eval "${LOOK:-}"; [ -z "${FAIL_JAVA:-}" ] || exit 3 ;;
      esac
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $JAVA_HOME $*" >>"$NOTES"
      eval "${LOOK_MAVEN:-}"
      echo "[INFO] Building Odeon 0.1.0                                      [1/3]"
      echo "[INFO] Building Odeon base 0.1.0                                 [2/3]"
      echo "[INFO] Building Odeon cli 0.1.0                                  [3/3]"
      echo "Tests run: 1"
      [ -z "${FAIL_MAVEN:-}" ] || exit 1
      mkdir -p cli/target/lib demo/target bench/target
      touch cli/target/odeon-cli.jar demo/target/odeon-demo.jar bench/target/odeon-bench.jar \\
        cli/target/lib/a.jar
      """;

  /** What the launchers need of the system, which has neither its java nor its mvn then. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "bash",
          "readlink",
          "mkdir",
          "rm",
          "cp",
          "mv",
          "cat",
          "find",
          "flock",
          "touch",
          "grep",
          "cmp",
          "sha256sum",
          "sort",
          "date",
          "iconv",
          "id",
          "mktemp",
          "ln",
          "env");

  private final Path temp;
  private final Path root;

  /** What was called, a line each. */
  private final Path notes;

  private FakeCheckout(Path temp, Path root) throws IOException {
    this.temp = temp;
    this.root = Files.createDirectories(root);
    this.notes = Files.createFile(temp.resolve("notes"));
  }

  /** One in a folder of that name below {@code temp}, which is for all it needs. */
  static FakeCheckout in(Path temp, String name) throws IOException {
    FakeCheckout checkout = new FakeCheckout(temp, temp.resolve(name));
    checkout.layOut();
    return checkout;
  }

  private void layOut() throws IOException {
    Files.createDirectories(root.resolve("build"));
    for (String file :
        List.of("odeon", "verify", "build/app.sh", "build/installed.sh", "build/jvm.options")) {
      Files.copy(CHECKOUT.resolve(file), root.resolve(file));
    }
    replaceIn("build/jdk.sh", " /usr/lib/jvm/*", " \"" + temp + "\"/jvm/*");
    replaceIn("build/launch.sh", "/usr/lib/locale/", temp + "/locale/");
    Files.createDirectories(temp.resolve("locale/C.utf8"));
    for (String file :
        List.of("pom.xml", ".mvn/jvm.config", "cli/pom.xml", "cli/src/main/A.java")) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.createFile(root.resolve(file));
    }
    tool("mvn", MAVEN);
  }

  private void replaceIn(String file, String text, String other) throws IOException {
    String script = Files.readString(CHECKOUT.resolve(file));
    assertThat(script).contains(text);
    Files.writeString(
        root.resolve(file), script.replace(text, other).replace("/Library/", temp + "/"));
  }

  /** Its root. */
  Path root() {
    return root;
  }

  /** What was called. */
  List<String> notes() throws IOException {
    return Files.readAllLines(notes);
  }

  /** How often it was built. */
  long builds() throws IOException {
    return notes().stream().filter(line -> line.startsWith("mvn")).count();
  }

  /** Installs a JDK of that version. */
  Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    executable(home.resolve("bin/java"), JAVA);
    executable(home.resolve("bin/javac"), JAVA);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** Puts a command on the path, in front of the system's. */
  void tool(String name, String content) throws IOException {
    executable(temp.resolve("bin").resolve(name), content);
  }

  private static void executable(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Runs a launcher with nothing from this process's environment but the system's own tools. */
  Run run(String launcher, Map<String, String> environment, String... args) throws Exception {
    return start(
        environment,
        Stream.concat(Stream.of(root.resolve(launcher).toString()), Arrays.stream(args)).toList());
  }

  /** Runs a line of a shell in the same way, in {@code temp}. */
  Run shell(String line, Map<String, String> environment) throws Exception {
    return start(environment, List.of("/bin/sh", "-c", line));
  }

  private Run start(Map<String, String> environment, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("HOME", temp.toString());
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    builder.environment().put("PATH", temp.resolve("bin") + ":" + tools());
    builder.environment().put("NOTES", notes.toString());
    Path err = temp.resolve("err");
    Process process = builder.directory(temp.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private Path tools() throws IOException {
    Path tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool : TOOLS) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path link = tools.resolve(tool);
        if (Files.exists(Path.of(folder, tool)) && !Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of(folder, tool));
        }
      }
    }
    return tools;
  }

  /** How it ended, and what it printed. */
  record Run(int exit, String out, String err) {}
}
