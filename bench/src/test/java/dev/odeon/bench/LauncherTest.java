package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./odeon} and {@code ./verify} in a small checkout, with a JDK and a Maven that only note
 * how they were called.
 */
class LauncherTest {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *RaiseClassVersions*) ;;
        *TestTimes*) echo "times $*" >>"$NOTES"; [ -z "${FAIL_TIMES:-}" ] || exit 1 ;;
        *AOTCacheOutput*) echo "train $0" >>"$NOTES" ;;
        *) echo "$0 $*"; [ -z "${FAIL_JAVA:-}" ] || exit 3 ;;
      esac
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $JAVA_HOME $*" >>"$NOTES"
      echo "Tests run: 1"
      [ -z "${FAIL_MAVEN:-}" ] || exit 1
      mkdir -p cli/target/lib demo/target bench/target
      touch cli/target/odeon-cli.jar demo/target/odeon-demo.jar bench/target/odeon-bench.jar \\
        cli/target/lib/a.jar
      """;

  @TempDir Path temp;
  private Path root;
  private Path notes;

  @BeforeEach
  void layOutACheckout() throws IOException {
    root = Files.createDirectories(temp.resolve("check out"));
    notes = Files.createFile(temp.resolve("notes"));
    Files.createDirectories(root.resolve("build"));
    for (String file : List.of("odeon", "verify", "build/app.sh", "build/jvm.options")) {
      Files.copy(CHECKOUT.resolve(file), root.resolve(file));
    }
    String search = Files.readString(CHECKOUT.resolve("build/jdk.sh"));
    assertThat(search).contains(" /usr/lib/jvm/*");
    Files.writeString(
        root.resolve("build/jdk.sh"),
        search
            .replace(" /usr/lib/jvm/*", " \"" + temp + "\"/jvm/*")
            .replace("/Library/", temp + "/"));
    for (String file :
        List.of("pom.xml", ".mvn/jvm.config", "cli/pom.xml", "cli/src/main/A.java")) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.createFile(root.resolve(file));
    }
    executable(temp.resolve("bin/mvn"), MAVEN);
  }

  @Test
  void saysWhatToInstallWhenThereIsNoJdk() throws Exception {
    jdk("jvm/old", "17.0.15");
    Run run = run("odeon", Map.of("JAVA_HOME", temp.resolve("jvm/old").toString()), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("odeon: no JDK 25 or newer found; install one");
  }

  @Test
  void refusesANamedFolderThatIsNoJdk() throws Exception {
    jdk("jvm/new", "25.0.3");
    Run run = run("odeon", Map.of("ODEON_JAVA_HOME", "/nowhere"), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("odeon: ODEON_JAVA_HOME=/nowhere is not a JDK 25");
  }

  @Test
  void prefersTheNamedJdkOverOthers() throws Exception {
    Path named = jdk("elsewhere/named", "26");
    Path home = jdk("elsewhere/home", "25.0.1");
    jdk("jvm/new", "25.0.3");
    Run run =
        run(
            "odeon",
            Map.of("ODEON_JAVA_HOME", named.toString(), "JAVA_HOME", home.toString()),
            "--version");
    assertThat(run.out()).startsWith(named + "/bin/java ");
  }

  @Test
  void passesOverAnOldJdkForANewOneBesideIt() throws Exception {
    Path old = jdk("jvm/a-old", "17.0.15");
    Path recent = jdk("jvm/b-new", "25.0.3");
    Run run = run("odeon", Map.of("JAVA_HOME", old.toString()), "--version");
    assertThat(run.out()).startsWith(recent + "/bin/java ");
    assertThat(Files.readString(notes)).contains("mvn " + recent + " -B");
  }

  @Test
  void findsAJdkThroughALinkOnThePath() throws Exception {
    Path home = jdk("elsewhere/linked", "25.0.3");
    Files.createSymbolicLink(temp.resolve("bin/java"), home.resolve("bin/java"));
    assertThat(run("odeon", Map.of(), "--version").out()).startsWith(home + "/bin/java ");
  }

  @Test
  void handsArgumentsOnUnchanged() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("odeon", Map.of(), "actor", "message", "a b", "*").out())
        .endsWith("dev.odeon.cli.main.Main actor message a b *\n");
  }

  @Test
  void exitsAsTheCommandDoes() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("odeon", Map.of("FAIL_JAVA", "1")).exit()).isEqualTo(3);
  }

  @Test
  void buildsOnceAndAgainOnlyAfterAChange() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("odeon", Map.of()).err()).startsWith("odeon: building").hasLineCount(1);
    assertThat(run("odeon", Map.of()).err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Path source = root.resolve("cli/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("odeon", Map.of()).err()).startsWith("odeon: building");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void trainsTheCacheOnceABuild() throws Exception {
    Path home = jdk("jvm/new", "25.0.3");
    run("odeon", Map.of());
    run("odeon", Map.of());
    assertThat(Files.readAllLines(notes)).filteredOn(line -> line.startsWith("train")).hasSize(1);
    assertThat(Files.readString(notes)).contains("train " + home);
  }

  @Test
  void showsAFailedBuildAndRunsNothing() throws Exception {
    jdk("jvm/new", "25.0.3");
    Run run = run("odeon", Map.of("FAIL_MAVEN", "1"), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Tests run: 1", "odeon: the build failed");
  }

  @Test
  void buildsAgainAfterAFailedBuild() throws Exception {
    jdk("jvm/new", "25.0.3");
    run("odeon", Map.of("FAIL_MAVEN", "1"));
    assertThat(run("odeon", Map.of()).exit()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void runsWhatIsInstalledWhereThereAreNoSources() throws Exception {
    jdk("jvm/new", "25.0.3");
    run("odeon", Map.of());
    Files.delete(root.resolve("pom.xml"));
    assertThat(run("odeon", Map.of(), "--version").exit()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void verifiesWithTheJdkItFound() throws Exception {
    Path home = jdk("jvm/new", "25.0.3");
    Run run = run("verify", Map.of());
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Tests run: 1");
    assertThat(Files.readString(notes)).contains("mvn " + home + " -B -ntp verify\n");
  }

  @Test
  void runsAfterAVerifyWithoutBuildingAgain() throws Exception {
    jdk("jvm/new", "25.0.3");
    run("verify", Map.of());
    assertThat(run("odeon", Map.of()).err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void failsWhenTheTestsDo() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("verify", Map.of("FAIL_MAVEN", "1")).exit()).isEqualTo(1);
  }

  @Test
  void handsMavensArgumentsOn() throws Exception {
    jdk("jvm/new", "25.0.3");
    run("verify", Map.of(), "-pl", "log", "-Dname=a b");
    assertThat(Files.readString(notes)).contains(" verify -pl log -Dname=a b\n");
  }

  @Test
  void saysThatItLeavesTheLongTestsOut() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("verify", Map.of()).out())
        .endsWith("verify: long tests left out: ./verify --long\n");
    assertThat(run("verify", Map.of(), "--long").out()).doesNotContain("left out");
  }

  @Test
  void sharesTheBudgetAmongTheLongTests() throws Exception {
    jdk("jvm/new", "25.0.3");
    for (String room : List.of("log", "store")) {
      Path test = root.resolve(room + "/src/test/java/dev/odeon/" + room + "/ATest.java");
      Files.createDirectories(test.getParent());
      Files.writeString(
          test, "  @Test\n  @Tag(\"long\")\n  // like @Tag(\"long\")\n  @Tag(\"other\")\n");
    }
    run("verify", Map.of(), "--long=90s", "-pl", "log");
    assertThat(Files.readString(notes))
        .contains(" verify -DexcludedGroups= -Dodeon.long.seconds=45 ", "=645 ", "=1890 -pl log\n");
    run("verify", Map.of(), "--long=1h");
    run("verify", Map.of(), "--long");
    assertThat(Files.readString(notes)).contains("long.seconds=1800 ", "long.seconds=600 ");
    assertThat(run("odeon", Map.of()).err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--long=",
        "--long=20",
        "--long=0m",
        "--long=m",
        "--long=-1h",
        "--long=1h30m",
        "--longer"
      })
  void refusesWhatIsNoBudget(String option) throws Exception {
    Run run = run("verify", Map.of(), option);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("verify: ").contains(option, "--help").hasLineCount(1);
    assertThat(notes).isEmptyFile();
  }

  @Test
  void tellsItsOptions() throws Exception {
    Run run = run("verify", Map.of(), "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("Usage: ./verify [--long[=BUDGET]]");
    assertThat(notes).isEmptyFile();
  }

  @Test
  void failsWhenATestClassTakesTooLong() throws Exception {
    jdk("jvm/new", "25.0.3");
    assertThat(run("verify", Map.of("FAIL_TIMES", "1")).exit()).isEqualTo(1);
    assertThat(Files.readString(notes)).contains("stamp.new 20\n");
    run("verify", Map.of(), "-Dodeon.class.seconds=30");
    assertThat(Files.readString(notes)).contains("stamp.new 30\n");
  }

  private long builds() throws IOException {
    return Files.readAllLines(notes).stream().filter(line -> line.startsWith("mvn")).count();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    executable(home.resolve("bin/java"), JAVA);
    executable(home.resolve("bin/javac"), JAVA);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void executable(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Runs a launcher with nothing from this process's environment but the system's own tools. */
  private Run run(String launcher, Map<String, String> environment, String... args)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(root.resolve(launcher).toString()), Arrays.stream(args))
                .toList());
    Path tools = tools();
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", temp.resolve("bin") + ":" + tools);
    builder.environment().put("NOTES", notes.toString());
    builder.environment().put("HOME", temp.toString());
    Path err = temp.resolve("err");
    Process process = builder.directory(temp.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  /** A folder with the tools the launchers need and neither the machine's java nor its mvn. */
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool :
        List.of(
            "sh", "readlink", "mkdir", "rm", "cp", "mv", "cat", "find", "flock", "touch", "grep")) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path link = tools.resolve(tool);
        if (Files.exists(Path.of(folder, tool)) && !Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of(folder, tool));
        }
      }
    }
    return tools;
  }

  private record Run(int exit, String out, String err) {}
}
