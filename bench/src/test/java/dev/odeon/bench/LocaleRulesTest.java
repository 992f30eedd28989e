package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing depends on the default locale or encoding. The command sets the locale; the rooms below
 * it run in programs that have their own.
 */
class LocaleRulesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Whose numbers are formatted in the locale that the command sets. */
  private static final Set<String> COMMANDS = Set.of("cli", "demo", "bench");

  private static final Pattern DEFAULT =
      Pattern.compile(
          "\\.to(Lower|Upper)Case\\(\\)|\\bString\\.format\\(\\s*\"|\\.printf\\(\\s*\"|\\.getBytes\\(\\)"
              + "|\\bCharset\\.defaultCharset\\(|\\bLocale\\.getDefault\\(");

  private static final Pattern GROUPED = Pattern.compile("%[,.][^\"\\n]*\"\\s*\\.formatted\\(");

  @Test
  void theHouseAsksForNoDefault() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> rooms = Files.list(ROOT)) {
      for (Path room : rooms.filter(LocaleRulesTest::isUsed).toList()) {
        for (Path source : sources(room.resolve("src/main"))) {
          breaches(room.getFileName().toString(), Files.readString(source))
              .forEach(breach -> found.add(source.getFileName() + ": " + breach));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aBreachIsNamed() {
    assertThat(breaches("cli", "name.toLowerCase() + String.format(\n    \"%d\", 1)")).hasSize(2);
    assertThat(breaches("log", "out.printf(\"%s\"); text.getBytes()")).hasSize(2);
    assertThat(breaches("log", "\"%,d bytes\"\n.formatted(size)")).hasSize(1);
    assertThat(breaches("cli", "\"%,d bytes\".formatted(size)")).isEmpty();
    assertThat(breaches("log", "String.format(Locale.ROOT, \"%,d\", size)")).isEmpty();
  }

  /** Whether it has sources that others use than tests. */
  private static boolean isUsed(Path room) {
    return Files.exists(room.resolve("src/main")) && !room.endsWith("testkit");
  }

  private static List<String> breaches(String room, String source) {
    return Stream.of(DEFAULT, GROUPED)
        .filter(each -> each != GROUPED || !COMMANDS.contains(room))
        .flatMap(each -> each.matcher(source).results())
        .map(found -> found.group().strip())
        .toList();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
