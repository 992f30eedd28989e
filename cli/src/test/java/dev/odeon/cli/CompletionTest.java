package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion scripts and manual pages, as the programs that they are for read them. */
class CompletionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "odeon act, actor",
    "odeon actor sta, start state",
    "odeon st, status store",
    "odeon store labe, label labels",
    "odeon actor events --corr, --correlation",
    "odeon list --js, --json",
    "odeon completi, completion"
  })
  void completesInARealBash(String line, String expected) throws Exception {
    Path script = Files.writeString(folder.resolve("odeon.bash"), script("bash"));
    String[] words = line.split(" ");
    String program =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_odeon 2>/dev/null; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, line, words.length - 1);
    Stream<String> completed = run("bash", "--norc", "-c", program).lines().map(String::strip);
    assertThat(completed.sorted().distinct()).containsExactly(expected.split(" "));
  }

  @Test
  void neverCompletesWhatIsHidden() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertThat(script(shell)).contains("salvage").doesNotContain("feed");
    }
  }

  @Test
  void saysInFishWhatEachWordIs() {
    assertThat(script("fish"))
        .contains(
            "complete -c odeon -n '__odeon_at' -a actor -d 'Starts actors, ",
            "complete -c odeon -n '__odeon_at actor' -a start -d '",
            "complete -c odeon -n '__odeon_in actor start' -l name -x -d 'Gives the actor this id.'",
            "complete -c odeon -l home -r -F -d 'Names the home.'",
            "complete -c odeon -n '__odeon_in load' -s p -l path -r -F -d ");
  }

  @ParameterizedTest
  @CsvSource({
    "odeon actor sta, start state",
    "odeon --home x store lab, label labels",
    "odeon actor events --corr, --correlation",
    "odeon load --pa, --path"
  })
  void completesInARealFish(String line, String expected) throws Exception {
    assumeThat(Path.of("/usr/bin/fish")).exists();
    Path script = Files.writeString(folder.resolve("odeon.fish"), script("fish"));
    String program = "source '%s'; complete -C '%s'".formatted(script, line);
    Stream<String> completed =
        run("fish", "--no-config", "-c", program).lines().map(each -> each.split("\t")[0]);
    assertThat(completed).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource({"bash, -n", "zsh, -n", "fish, -n"})
  void isReadByTheShellItIsFor(String shell, String check) throws Exception {
    assumeThat(Stream.of("/usr/bin/", "/bin/").map(each -> Path.of(each + shell)))
        .anyMatch(Files::exists);
    Path script = Files.writeString(folder.resolve("script"), script(shell));
    assertThat(run(shell, check, script.toString())).isEmpty();
  }

  @Test
  void refusesAShellThatItDoesNotKnow() {
    assertThat(Run.of("completion", "fihs").err())
        .isEqualTo("odeon: there is no completion for the shell 'fihs': did you mean 'fish'?\n");
    assertThat(Run.of("completion", "powershell").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void writesAPageForEachCommandThatManReads() throws Exception {
    Path pages = folder.resolve("man/man1");
    Run run = Run.of("man", pages.toString());
    assertThat(run.exit()).as("%s", run).isEqualTo(Exit.DONE);
    List<Path> files;
    try (Stream<Path> listed = Files.list(pages)) {
      files = listed.sorted().toList();
    }
    assertThat(files.stream().map(file -> file.getFileName().toString()))
        .contains("odeon.1", "odeon-actor.1", "odeon-actor-start.1", "odeon-store-put.1")
        .doesNotContain("odeon-feed.1");
    assertThat(Files.readString(pages.resolve("odeon-actor-start.1")))
        .contains(".SH NAME\nodeon\\-actor\\-start \\- Starts the actor", ".B \\-\\-name=ID\n")
        .endsWith(".SH SEE ALSO\nodeon\\-actor(1)\n");
    assumeThat(Path.of("/usr/bin/groff")).exists();
    for (Path file : files) {
      assertThat(run("groff", "-man", "-ww", "-Tascii", "-z", file.toString()))
          .as(file.toString())
          .isEmpty();
    }
  }

  private static String script(String shell) {
    Run run = Run.of("completion", shell);
    assertThat(run.exit()).as("%s", run).isEqualTo(Exit.DONE);
    return run.out();
  }

  /** What a program printed, to both streams. */
  private String run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor()).as("%s: %s", List.of(command), Files.readString(out)).isZero();
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
