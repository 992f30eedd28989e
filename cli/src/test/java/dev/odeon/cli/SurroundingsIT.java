package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds the process (locale, streams, variables, folders) changes nothing it does. */
class SurroundingsIT {
  @TempDir private Path temp;
  private Path home;

  @BeforeEach
  void makeAHome() throws IOException {
    home = temp.resolve("home");
    Files.writeString(temp.resolve("Gr\u00fc\u00dfe \u0130\u0131.txt"), "x".repeat(12_345));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "odeon store put \"$(printf 'caf\\351')\"",
        "odeon --home \"$(printf 'caf\\351')\" status",
        "odeon execute -b x -i \"$(printf '\\355\\240\\200')\"",
        "odeon store put \"$(printf 'caf\\303\\251\\377\\357\\277\\275')\"",
        "mkdir \"$(printf 'd\\351')\" && cd d* && odeon store put ../Gr*",
        "unset run_home; export THEATER_HOME=$(printf 'h\\351'); odeon status",
        "unset run_home; export HOME=$(printf '/h\\351'); odeon status",
        "export X=$(printf 'x\\351'); odeon serve --env X"
      })
  void refusesWhatIsNotUtf8AndChangesNothing(String line) throws IOException {
    assertThat(shell(line).refused(2)).contains("UTF-8");
    try (Stream<Path> found = Files.list(temp)) {
      assertThat(found.map(file -> file.getFileName().toString()))
          .doesNotContain("caf\uFFFD", "h\uFFFD", "home");
    }
  }

  @Test
  void takesAReplacementCharacterThatWasTyped() {
    assertThat(shell("printf x >'a\uFFFD'; odeon store put 'a\uFFFD'").exit()).isZero();
  }

  @Test
  void saysNothingOfACacheThatDoesNotFit() {
    CommandRun run = shell("export ODEON_JAVA_OPTS=--add-modules=java.se; odeon store put Gr*");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
  }

  @Test
  void makesNoHomeWhereThereIsNoHomeFolder() {
    String line = "unset run_home HOME; export ODEON_JAVA_OPTS='-Duser.home=?'; odeon ";
    assertThat(shell(line + "store put Gr*").refused(2)).contains("--home", "THEATER_HOME", "HOME");
    assertThat(temp.resolve("?")).doesNotExist();
    assertThat(shell(line + "store put Gr* --home here").exit()).isZero();
    assertThat(shell("unset run_home; export HOME=$PWD/me; odeon store put Gr*").exit()).isZero();
    assertThat(temp.resolve("me/.odeon")).isDirectory();
  }

  @Test
  void saysThatAHomeMayNotBeEntered() throws IOException {
    Files.createDirectory(temp.resolve("locked"));
    String as = "";
    if ("root".equals(System.getProperty("user.name"))) {
      as = "setpriv --reuid=54321 --regid=54321 --clear-groups ";
      assumeTrue(
          shell(as + "test -x '" + InstalledCommand.unpacked() + "/bin/odeon'").exit() == 0,
          "skipped: no user but root can run what was built here");
    }
    shell("chmod 755 . && chmod 0 locked").succeeded();
    for (String command : List.of("status", "verify", "store list", "store put -")) {
      String said = shell("as='" + as + "'; run_home=$PWD/locked/h; odeon " + command).refused(1);
      assertThat(said).as(command).contains("locked/h");
    }
    shell("chmod 700 locked").succeeded();
  }

  private CommandRun shell(String lines) {
    return new Shell(temp, home).run(lines);
  }
}
