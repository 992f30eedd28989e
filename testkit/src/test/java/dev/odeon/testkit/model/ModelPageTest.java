package dev.odeon.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the model says what the model says. */
class ModelPageTest {
  private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/model.md");
  private static final Mutant EXAMPLE = Mutant.DELIVERY_DEDUP_SKIPPED;
  private static final Pattern ANY_PART =
      Pattern.compile("<!-- made: (\\w+) -->\n.*?<!-- end -->", Pattern.DOTALL);

  /** {@code mvn -pl testkit -am test -Dtest=ModelPageTest -Dodeon.golden=write} writes it anew. */
  @Test
  void saysWhatTheModelSays() throws IOException {
    Map<String, String> parts =
        Map.of(
            "invariants", invariants(),
            "count", count(),
            "mutants", mutants(),
            "trace", trace());
    String page = Files.readString(PAGE);
    String made =
        ANY_PART
            .matcher(page)
            .replaceAll(part ->
                "<!-- made: %s -->\n%s\n<!-- end -->"
                    .formatted(part.group(1), parts.get(part.group(1))));
    if ("write".equals(System.getProperty("odeon.golden"))) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(made);
    assertThat(parts.keySet())
        .allSatisfy(part -> assertThat(made).contains("<!-- made: " + part + " -->"));
  }

  private static String invariants() {
    return Stream.of(Invariant.values())
        .map(each -> "- `%s`: %s".formatted(each, each.words()))
        .collect(Collectors.joining("\n"));
  }

  private static String count() {
    Exploration all = Explorations.of(Mutant.NONE);
    return String.format(
        Locale.ROOT,
        "With at most %d crashes and %d failed write the model has **%,d states** and %,d steps"
            + " between them.",
        Mutant.NONE.faults().crashes(),
        Mutant.NONE.faults().failedWrites(),
        all.states(),
        all.steps());
  }

  private static String mutants() {
    String head =
        "| mutant | the mistake | breaks, after so many steps at least |\n|---|---|---|\n";
    return Stream.of(Mutant.values())
        .filter(each -> each != Mutant.NONE)
        .map(each -> "| `%s` | %s | %s |".formatted(each, each.words(), breaks(each)))
        .collect(Collectors.joining("\n", head, ""));
  }

  private static String breaks(Mutant mutant) {
    Exploration found = Explorations.of(mutant);
    return mutant.breaks().stream()
        .map(each -> "`%s` %d".formatted(each, found.wayTo(each).size()))
        .collect(Collectors.joining(", "));
  }

  private static String trace() {
    Exploration found = Explorations.of(EXAMPLE);
    return "```text\n" + found.counterexample(EXAMPLE.breaks().getFirst()) + "```";
  }
}
