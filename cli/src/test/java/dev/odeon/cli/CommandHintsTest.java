package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms that programs embed know of no commands; the command adds them. */
class CommandHintsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> BELOW =
      List.of(
          "base",
          "log",
          "store",
          "engine",
          "component",
          "chain",
          "host",
          "protocol",
          "runtime",
          "execution",
          "service",
          "server");
  private static final Pattern COMMAND_WORDS =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*(?:\\bodeon [a-z]|(?<![-\\w])--[a-z])");

  @Test
  void saysWhichCommandDoesWhatAnErrorAdvises() {
    assertThat(CommandHints.with("there is no actor visits"))
        .isEqualTo("there is no actor visits; 'odeon actor list' shows those there are");
    assertThat(CommandHints.with("nothing else")).isEqualTo("nothing else");
  }

  @Test
  void everyPhraseIsSaidSomewhere() throws IOException {
    StringBuilder said = new StringBuilder();
    for (Path source : sources()) {
      said.append(Files.readString(source));
    }
    assertThat(CommandHints.phrases()).allSatisfy(phrase -> assertThat(said).contains(phrase));
  }

  @Test
  void theRoomsBelowKnowOfNoCommands() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources()) {
      for (String line : Files.readAllLines(source)) {
        if (COMMAND_WORDS.matcher(line).find()) {
          found.add(ROOT.relativize(source) + ": " + line.strip());
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(COMMAND_WORDS.matcher("\"name another --home\"").find()).isTrue();
    assertThat(COMMAND_WORDS.matcher("\"see 'odeon list'\"").find()).isTrue();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String room : BELOW) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(room).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
