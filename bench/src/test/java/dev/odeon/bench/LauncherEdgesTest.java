package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people have around {@code ./odeon}: odd folders, odd streams, odd variables. */
class LauncherEdgesTest {
  private static final String STREAMS =
      "seen=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2); echo \"$seen\" >\"$NOTES.streams\"";
  private static final String CLASS_PATH =
      """
      while [ "$1" != -cp ]; do shift; done
      IFS=:; for jar in $2; do [ -f "$jar" ] && echo "is there" || echo "missing $jar"; done\
      """;

  @TempDir Path temp;
  private FakeCheckout checkout;

  @BeforeEach
  void layOutACheckout() throws IOException {
    checkout = FakeCheckout.in(temp, "check out");
    checkout.jdk("jvm/new", "25.0.3");
  }

  @ParameterizedTest
  @CsvSource({
    "<&-, 0",
    ">&-, 1",
    "2>&-, 2",
    "<&- >&-, 0 1",
    ">&- 2>&-, 1 2",
    "<&- 2>&-, 0 2",
    "<&- >&- 2>&-, 0 1 2"
  })
  void opensClosedStreamsOnNothing(String closed, String streams) throws Exception {
    checkout.run("odeon", Map.of());
    for (String shell : List.of("", "bash ")) {
      String line = "exec " + shell + "'" + checkout.root() + "/odeon' x <notes >out 2>err ";
      FakeCheckout.Run run = checkout.shell(line + closed, Map.of("LOOK", STREAMS));
      assumeTrue(run.exit() != 127, "skipped: there is no bash");
      List<String> found = Files.readAllLines(temp.resolve("notes.streams"));
      Files.delete(temp.resolve("notes.streams"));
      List<String> files = List.of("/notes", "/out", "/err");
      for (int i = 0; i < 3; i++) {
        String there = streams.contains("" + i) ? "/dev/null" : temp.toRealPath() + files.get(i);
        assertThat(found.get(i)).as("stream %d with %s%s", i, shell, closed).isEqualTo(there);
      }
    }
  }

  @Test
  void opensClosedStreamsOfATestRunToo() throws Exception {
    checkout.shell(
        "exec '" + checkout.root() + "/verify' <&- >&- 2>&-", Map.of("LOOK_MAVEN", STREAMS));
    assertThat(temp.resolve("notes.streams")).hasContent("/dev/null\n".repeat(3));
  }

  @ParameterizedTest
  @CsvSource({"LC_ALL, de_DE.UTF-8", "LC_ALL, C", "LC_CTYPE, UTF-8", "LANG, tr_TR", "LANG, ''"})
  void runsInUtf8WhateverTheLocale(String variable, String locale) throws Exception {
    assertThat(checkout.run("odeon", Map.of(variable, locale, "LOOK", "echo $LC_ALL")).out())
        .endsWith("\nC.UTF-8\n");
  }

  @Test
  void takesAnotherUtf8LocaleWhereTheUsualOneIsMissing() throws Exception {
    Files.delete(temp.resolve("locale/C.utf8"));
    checkout.tool(
        "locale",
        """
        #!/bin/sh
        case $1 in charmap) echo ANSI_X3.4-1968 ;; *) printf 'C\\nde_DE.iso88591\\nen_GB.utf8\\n' ;; esac
        """);
    assertThat(checkout.run("odeon", Map.of("LOOK", "echo $LC_ALL")).out())
        .endsWith("\nen_GB.utf8\n");
    checkout.tool("locale", "#!/bin/sh\necho UTF-8\n");
    assertThat(checkout.run("odeon", Map.of("LOOK", "echo $LC_ALL")).out()).endsWith("\nC.UTF-8\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cd './check out' && sh odeon x",
        "sh 'check out/odeon' x",
        "cd './check out' && sh ./odeon x",
        "ln -s '../check out/odeon' bin/here && here x",
        "ln -s 'check out' link && cd ./link/build && ../odeon x",
        "ln -s -- 'check out' -l && sh -- -l/odeon x"
      })
  void isFoundHoweverItIsCalled(String line) throws Exception {
    Files.createDirectories(temp.resolve("elsewhere/check out/build"));
    FakeCheckout.Run run =
        checkout.shell(line, Map.of("CDPATH", temp + "/elsewhere:" + temp, "LOOK", CLASS_PATH));
    assertThat(run.out()).startsWith(temp + "/jvm/new/bin/java ").endsWith("is there\n".repeat(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b",
        ":",
        "it's",
        "two  spaces ",
        "gr\u00fc\u00dfe",
        "-dash",
        "$HOME",
        "100%25#!+&;*?",
        "a\nb",
        "quote\"d",
        "back\\slash"
      })
  void runsInFoldersWithOddNames(String name) throws Exception {
    Path root = Files.createDirectories(temp.resolve("odd")).resolve(name);
    Files.move(checkout.root(), root);
    FakeCheckout.Run run =
        checkout.shell(
            "exec \"$ROOT/odeon\" 'a b' '*'",
            Map.of("ROOT", root.toString(), "LOOK", "echo \"$*\"; " + CLASS_PATH));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Main a b *\n").endsWith("is there\n".repeat(3));
    assertThat(checkout.builds()).isEqualTo(1);
    checkout.shell("exec \"$ROOT/odeon\"", Map.of("ROOT", root.toString()));
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void refusesAFolderWhoseNameIsNotUtf8() throws Exception {
    FakeCheckout.Run run =
        checkout.shell(
            "odd=$(printf 'caf\\351') && cp -R 'check out' \"$odd\" && exec \"$odd/odeon\" x",
            Map.of());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("odeon: the path of this folder is not UTF-8").hasLineCount(1);
    assertThat(checkout.notes()).isEmpty();
  }

  @Test
  void buildsNowhereWhereThereIsNoHome() throws Exception {
    checkout.tool("id", "#!/bin/sh\nexit 1\n");
    FakeCheckout.Run run = checkout.run("odeon", Map.of("HOME", ""));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("odeon: there is no home folder").hasLineCount(1);
    assertThat(checkout.notes()).isEmpty();
    checkout.run("odeon", Map.of());
    assertThat(checkout.run("odeon", Map.of("HOME", "")).exit()).isZero();
  }

  @Test
  void takesOptionsForWordsAndNotForPatterns() throws Exception {
    assertThat(checkout.run("odeon", Map.of("ODEON_JAVA_OPTS", "-Da=* -Db=n?tes")).out())
        .contains(" -Da=* -Db=n?tes ");
  }

  @Test
  void makesACacheForEachJdkAndTriesOnce() throws Exception {
    checkout.run("odeon", Map.of());
    String other = checkout.jdk("elsewhere/other", "26.0.1").toString();
    FakeCheckout.Run first = checkout.run("odeon", Map.of("ODEON_JAVA_HOME", other));
    assertThat(first.err())
        .startsWith("odeon: preparing fast starts with JDK 26.0.1")
        .hasLineCount(1);
    assertThat(first.out()).contains("-XX:AOTCache=", "odeon-26.0.1.aot ");
    assertThat(checkout.run("odeon", Map.of("ODEON_JAVA_HOME", other)).err()).isEmpty();

    String broken = checkout.jdk("elsewhere/broken", "27").toString();
    Map<String, String> failing = Map.of("ODEON_JAVA_HOME", broken, "FAIL_TRAINING", "1");
    assertThat(checkout.run("odeon", failing).out()).doesNotContain("AOTCache");
    assertThat(checkout.run("odeon", failing).err()).isEmpty();
    assertThat(checkout.notes()).filteredOn(line -> line.startsWith("train")).hasSize(3);
  }

  @Test
  void isAPackageWhereItLiesInBin() throws Exception {
    checkout.run("odeon", Map.of());
    FakeCheckout.Run run = checkout.shell(INSTALL + "exec \"$to/bin/odeon\" a 'b c'", Map.of());
    assertThat(run.out()).contains("app/odeon-cli.jar:", "Main a b c\n");
    assertThat(run.err()).startsWith("odeon: preparing fast starts").hasLineCount(1);
    assertThat(checkout.shell("odeon-1/bin/odeon", Map.of()).err()).isEmpty();

    FakeCheckout.Run again = checkout.shell("odeon-1/bin/odeon package", Map.of());
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).startsWith("odeon: this is a packaged Odeon").hasLineCount(1);

    // Another one over it has jars of the same times, and another cache.
    checkout.shell("echo other >odeon-1/launch/content", Map.of());
    assertThat(checkout.shell("odeon-1/bin/odeon", Map.of()).err()).startsWith("odeon: preparing");

    checkout.shell("rm odeon-1/app/odeon-cli.jar", Map.of());
    FakeCheckout.Run broken = checkout.shell("odeon-1/bin/odeon", Map.of());
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.err()).contains("odeon-cli.jar is missing: unpack").hasLineCount(1);
  }

  private static final String INSTALL =
      """
      from='check out' to=odeon-1
      mkdir -p $to/bin $to/launch && cp "$from/odeon" $to/bin && cp "$from"/build/* $to/launch
      rm $to/launch/app.sh && cp -R "$from/target/odeon/app" $to/app && rm $to/app/*.aot
      echo first >$to/launch/content
      """;

  @Test
  void runsAPackageThatCannotBeWritten() throws Exception {
    assumeTrue(!"root".equals(System.getProperty("user.name")), "skipped: root writes anywhere");
    checkout.run("odeon", Map.of());
    checkout.shell(INSTALL + "chmod a-w $to/app", Map.of());
    FakeCheckout.Run run = checkout.shell("odeon-1/bin/odeon", Map.of());
    checkout.shell("chmod u+w odeon-1/app", Map.of());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
  }
}
