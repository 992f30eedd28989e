package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./odeon} and {@code ./verify} find a JDK, build when they must, and run. */
class LauncherTest {

  @TempDir Path temp;
  private FakeCheckout checkout;

  @BeforeEach
  void layOutACheckout() throws IOException {
    checkout = FakeCheckout.in(temp, "check out");
  }

  @Test
  void saysWhatToInstallWhenThereIsNoJdk() throws Exception {
    checkout.jdk("jvm/old", "17.0.15");
    FakeCheckout.Run run =
        checkout.run("odeon", Map.of("JAVA_HOME", temp.resolve("jvm/old").toString()), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("odeon: no JDK 25 or newer found; install one");
  }

  @Test
  void refusesANamedFolderThatIsNoJdk() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    FakeCheckout.Run run =
        checkout.run("odeon", Map.of("ODEON_JAVA_HOME", "/nowhere"), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("odeon: ODEON_JAVA_HOME=/nowhere is not a JDK 25");
  }

  @Test
  void prefersTheNamedJdkOverOthers() throws Exception {
    Path named = checkout.jdk("elsewhere/named", "26");
    Path home = checkout.jdk("elsewhere/home", "25.0.1");
    checkout.jdk("jvm/new", "25.0.3");
    FakeCheckout.Run run =
        checkout.run(
            "odeon",
            Map.of("ODEON_JAVA_HOME", named.toString(), "JAVA_HOME", home.toString()),
            "--version");
    assertThat(run.out()).startsWith(named + "/bin/java ");
  }

  @Test
  void takesTheNamedJdkFromTheFolderItIsIn() throws Exception {
    Path named = checkout.jdk("elsewhere/named", "26");
    Map<String, String> relative = Map.of("ODEON_JAVA_HOME", "elsewhere/named");
    assertThat(checkout.run("odeon", relative).out()).startsWith(named + "/bin/java ");
    assertThat(called()).contains("mvn " + named + " -B");
  }

  @Test
  void passesOverAnOldJdkForANewOneBesideIt() throws Exception {
    Path old = checkout.jdk("jvm/a-old", "17.0.15");
    Path recent = checkout.jdk("jvm/b-new", "25.0.3");
    FakeCheckout.Run run = checkout.run("odeon", Map.of("JAVA_HOME", old.toString()), "--version");
    assertThat(run.out()).startsWith(recent + "/bin/java ");
    assertThat(called()).contains("mvn " + recent + " -B");
  }

  @Test
  void findsAJdkThroughALinkOnThePath() throws Exception {
    Path home = checkout.jdk("elsewhere/linked", "25.0.3");
    Files.createSymbolicLink(temp.resolve("bin/java"), home.resolve("bin/java"));
    assertThat(checkout.run("odeon", Map.of(), "--version").out()).startsWith(home + "/bin/java ");
  }

  @Test
  void handsArgumentsOnUnchanged() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("odeon", Map.of(), "actor", "message", "a b", "*").out())
        .endsWith("dev.odeon.cli.main.Main actor message a b *\n");
  }

  @Test
  void exitsAsTheCommandDoes() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("odeon", Map.of("FAIL_JAVA", "1")).exit()).isEqualTo(3);
  }

  @Test
  void buildsOnceAndAgainOnlyAfterAChange() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("odeon", Map.of()).err()).startsWith("odeon: building");
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
    assertThat(checkout.builds()).isEqualTo(1);

    Path source = checkout.root().resolve("cli/src/main/A.java");
    Files.writeString(source, "changed");
    assertThat(checkout.run("odeon", Map.of()).err()).startsWith("odeon: the sources changed");
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void tellsTheBuildItsCommit() throws Exception {
    assumeThat(Path.of("/usr/bin/git")).exists();
    checkout.jdk("jvm/new", "25.0.3");
    checkout.tool("git", "#!/bin/sh\nexec /usr/bin/git \"$@\"\n");
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a");
    checkout.run("odeon", Map.of());
    assertThat(called()).containsPattern(" -Dodeon.commit=[0-9a-f]{12} ");

    Files.writeString(checkout.root().resolve("cli/src/main/A.java"), "changed");
    checkout.run("verify", Map.of());
    assertThat(called()).containsPattern(" -Dodeon.commit=[0-9a-f]{12}\\+ verify");
  }

  private void git(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.root().toString()));
    command.addAll(List.of(args));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void trainsTheCacheOnceABuild() throws Exception {
    Path home = checkout.jdk("jvm/new", "25.0.3");
    checkout.run("odeon", Map.of());
    checkout.run("odeon", Map.of());
    assertThat(checkout.notes()).filteredOn(line -> line.startsWith("train")).hasSize(1);
    assertThat(called()).contains("train " + home);
  }

  @Test
  void showsAFailedBuildAndRunsNothing() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    FakeCheckout.Run run = checkout.run("odeon", Map.of("FAIL_MAVEN", "1"), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Tests run: 1", "odeon: the build failed");
  }

  @Test
  void buildsAgainAfterAFailedBuild() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    checkout.run("odeon", Map.of("FAIL_MAVEN", "1"));
    assertThat(checkout.run("odeon", Map.of()).exit()).isZero();
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void runsWhatIsInstalledWhereThereAreNoSources() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    checkout.run("odeon", Map.of());
    Files.delete(checkout.root().resolve("pom.xml"));
    assertThat(checkout.run("odeon", Map.of(), "--version").exit()).isZero();
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void verifiesWithTheJdkItFound() throws Exception {
    Path home = checkout.jdk("jvm/new", "25.0.3");
    FakeCheckout.Run run = checkout.run("verify", Map.of());
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Tests run: 1");
    assertThat(called()).contains("mvn " + home + " -B -ntp verify\n");
  }

  @Test
  void runsAfterAVerifyWithoutBuildingAgain() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    checkout.run("verify", Map.of());
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void failsWhenTheTestsDo() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("verify", Map.of("FAIL_MAVEN", "1")).exit()).isEqualTo(1);
  }

  @Test
  void handsMavensArgumentsOn() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    checkout.run("verify", Map.of(), "-pl", "log", "-Dname=a b");
    assertThat(called()).contains(" verify -pl log -Dname=a b\n");
  }

  @Test
  void saysThatItLeavesTheLongTestsOut() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("verify", Map.of()).out())
        .endsWith("verify: long tests left out: ./verify --long\n");
    assertThat(checkout.run("verify", Map.of(), "--long").out()).doesNotContain("left out");
  }

  @Test
  void sharesTheBudgetAmongTheLongTests() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    for (String room : List.of("log", "store")) {
      Path test =
          checkout.root().resolve(room + "/src/test/java/dev/odeon/" + room + "/ATest.java");
      Files.createDirectories(test.getParent());
      Files.writeString(
          test, "  @Test\n  @Tag(\"long\")\n  // like @Tag(\"long\")\n  @Tag(\"other\")\n");
    }
    checkout.run("verify", Map.of(), "--long=90s", "-pl", "log");
    assertThat(called())
        .contains(" verify -DexcludedGroups= -Dodeon.long.seconds=45 ", "=645 ", "=1890 -pl log\n");
    checkout.run("verify", Map.of(), "--long=1h");
    checkout.run("verify", Map.of(), "--long");
    assertThat(called()).contains("long.seconds=1800 ", "long.seconds=600 ");
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
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
    FakeCheckout.Run run = checkout.run("verify", Map.of(), option);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("verify: ").contains(option, "--help").hasLineCount(1);
    assertThat(checkout.notes()).isEmpty();
  }

  @Test
  void tellsItsOptions() throws Exception {
    FakeCheckout.Run run = checkout.run("verify", Map.of(), "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("Usage: ./verify [--long[=BUDGET]]");
    assertThat(checkout.notes()).isEmpty();
  }

  @Test
  void failsWhenATestClassTakesTooLong() throws Exception {
    checkout.jdk("jvm/new", "25.0.3");
    assertThat(checkout.run("verify", Map.of("FAIL_TIMES", "1")).exit()).isEqualTo(1);
    assertThat(called()).contains("listing.new 20\n");
    checkout.run("verify", Map.of(), "-Dodeon.class.seconds=30");
    assertThat(called()).contains("listing.new 30\n");
  }

  private String called() throws IOException {
    return String.join("\n", checkout.notes()) + "\n";
  }
}
