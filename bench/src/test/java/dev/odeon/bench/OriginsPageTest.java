package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.Console;
import dev.odeon.cli.Environment;
import dev.odeon.cli.Exit;
import dev.odeon.cli.main.Odeon;
import dev.odeon.guests.SampleGuests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of origins says of each promise is so. That the tests exist, DocsTest checks. */
class OriginsPageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern COMMAND = Pattern.compile("`odeon ([^`]+)`");
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");
  private static final Pattern TEST = Pattern.compile("`\\w+(?:Test|IT)(?:\\.\\w+)?`");
  private static final Pattern STATE = Pattern.compile("(works|partly|not yet|not at all)\\b.*");

  @TempDir private Path folder;

  /** The rows of promises: promise, here, test, state. */
  private static List<List<String>> promises() {
    List<List<String>> rows =
        Page.read(ROOT.resolve("docs/origins.md")).rows().stream()
            .filter(row -> row.size() == 4 && !row.getFirst().equals("promise"))
            .filter(row -> !row.getFirst().startsWith("---"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(80);
    return rows;
  }

  @Test
  void everyPromiseHasAStateAndWhatWorksHasATest() {
    for (List<String> row : promises()) {
      String state = row.get(3);
      assertThat(state).as("%s", row).matches(STATE);
      boolean shown = TEST.matcher(row.get(2)).find();
      boolean claimed = state.startsWith("works") || state.startsWith("partly");
      assertThat(shown).as("%s", row).isEqualTo(claimed);
      if (!state.startsWith("works")) {
        assertThat(state).as("says what is missing: %s", row).containsAnyOf(":", "not yet");
      }
    }
  }

  @Test
  void everyCommandOfThePageRuns() throws IOException {
    prepare();
    List<String> commands = new ArrayList<>();
    for (List<String> row : promises()) {
      COMMAND.matcher(row.get(1)).results().map(found -> found.group(1)).forEach(commands::add);
    }
    assertThat(commands).hasSizeGreaterThan(30);
    for (String command : commands) {
      assertThat(run(command)).as("odeon %s", command).isEqualTo(Exit.DONE);
    }
  }

  @Test
  void everyTypeOfThePageExists() {
    Set<String> types = types();
    for (List<String> row : promises()) {
      assertThat(TYPE.matcher(row.get(1)).results().map(this::name))
          .as("%s", row)
          .allMatch(types::contains);
    }
  }

  @Test
  void theReadmeLeadsToThePage() {
    assertThat(Page.read(ROOT.resolve("README.md")).links()).contains("docs/origins.md");
  }

  private String name(MatchResult found) {
    return found.group(1);
  }

  private static Set<String> types() {
    Set<String> types = new HashSet<>();
    try (Stream<Path> rooms = Files.list(ROOT)) {
      for (Path room : rooms.toList()) {
        Path sources = room.resolve("src/main/java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .forEach(name -> types.add(name.substring(0, name.length() - ".java".length())));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }

  /** The files and the actor that the page's commands name. */
  private void prepare() throws IOException {
    Files.write(folder.resolve("counter.wasm"), SampleGuests.module("counter"));
    Files.writeString(folder.resolve("counter.toml"), SampleGuests.manifest("counter"));
    Files.write(folder.resolve("uppercase.wasm"), SampleGuests.module("plugin/uppercase"));
    Files.writeString(folder.resolve("text"), "hello");
    for (String part : List.of("theater/data", "theater/labels")) {
      Files.createDirectories(folder.resolve(part));
    }
    assertThat(run("actor start counter.toml --name visits")).isEqualTo(Exit.DONE);
    assertThat(run("actor request visits inc")).isEqualTo(Exit.DONE);
  }

  /** Runs a command in this process; a word that names a file of the folder means that file. */
  private Exit run(String command) {
    List<String> line = new ArrayList<>(List.of("--home", folder.resolve("home").toString()));
    for (String word : command.split(" ")) {
      boolean file =
          Files.exists(folder.resolve(word)) || Set.of("exported", "header").contains(word);
      line.add(file ? folder.resolve(word).toString() : word);
    }
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            err,
            new Environment(Path.of("no-home"), false));
    Exit exit = Odeon.run(console, line.toArray(String[]::new));
    if (exit != Exit.DONE) {
      throw new AssertionError(command + ": " + errors.toString(StandardCharsets.UTF_8));
    }
    return exit;
  }
}
