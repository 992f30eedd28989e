package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the real command, with every benchmark at its smallest. */
class BenchTest {
  private static final String LINE =
      "\\{\"bench\":\"%s\",\"metric\":\"[a-z0-9_]+\"(,\"[a-z_]+\":([0-9]+|\"[a-z0-9-]+\"))*"
          + ",\"value\":[0-9.E]+,\"floor\":(null|[0-9.E]+),\"ratio\":(null|[0-9.E-]+)"
          + ",\"spread\":[0-9.E-]+(,\"aim\":\"[^\"]+\",\"met\":(true|false))?}";

  @TempDir private Path folder;

  static Stream<String> names() {
    return Benches.all().stream().map(Bench::name);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("names")
  void printsOneObjectAFigure(String name) throws Exception {
    Path parent = Files.createDirectory(folder.resolve("disk"));

    List<String> lines =
        odeon(0, "bench", name, "--quick", "--json", "--home-parent", parent.toString());

    assertThat(lines).isNotEmpty().allMatch(line -> line.matches(LINE.formatted(name)), LINE);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void namesTheFiguresOfTheLogAsDocumentedAndWritesAPageOfThem() throws Exception {
    Path parent = Files.createDirectory(folder.resolve("disk"));
    Path results = Files.createDirectory(folder.resolve("results"));

    List<String> lines =
        odeon(
            0,
            "bench",
            "log",
            "--quick",
            "--json",
            "--home-parent",
            parent.toString(),
            "--save",
            results.toString());

    assertThat(lines).allMatch(line -> line.matches(LINE.formatted("log")), LINE);
    SchemaCheck schemas = new SchemaCheck(Path.of("..", "docs", "formats"));
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(schemas.problems("commands.schema.json", "bench", line)).isEmpty());
    assertThat(lines)
        .filteredOn(line -> line.contains("\"metric\":\"appends_per_s\""))
        .hasSize(3)
        .anyMatch(line -> line.contains("\"writers\":1,"))
        .anyMatch(line -> line.contains("\"writers\":64,"))
        .anyMatch(line -> line.contains("\"writers\":512,"));
    assertThat(parent).isEmptyDirectory();
    try (Stream<Path> pages = Files.list(results)) {
      assertThat(pages)
          .singleElement()
          .satisfies(
              page -> assertThat(page).content().contains("| log | appends_per_s | writers 64 |"));
    }
  }

  @Test
  void listsTheBenchmarksWhenNoneIsNamed() throws Exception {
    assertThat(odeon(0, "bench"))
        .map(line -> line.split(" ")[0])
        .containsExactlyElementsOf(names().toList());
  }

  @Test
  void refusesANameThatIsNone() throws Exception {
    assertThat(odeon(2, "bench", "speed")).isEmpty();
  }

  /** Runs the command; returns the lines of its standard output. */
  private List<String> odeon(int exit, String... arguments)
      throws IOException, InterruptedException {
    OdeonRun run = OdeonRun.of(folder, arguments);
    assertThat(run.exit()).as(String.join("\n", run.err())).isEqualTo(exit);
    return run.out();
  }
}
