package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> NAMES =
      List.of("execute", "list", "load", "unload", "verify", "visits", "grüße");

  @ParameterizedTest
  @CsvSource({
    "exectue, execute",
    "exceute, execute",
    "excute, execute",
    "executee, execute",
    "EXECUTE, execute",
    "exe, execute",
    "verfy, verify",
    "visit, visits",
    "grüsse, grüße",
    "gruesse, ''",
    "nonsense, ''",
    "x, ''"
  })
  void findsTheNameThatWasMeant(String wrong, String meant) {
    assertThat(String.join(" ", Suggestions.near(wrong, NAMES))).isEqualTo(meant);
  }

  @Test
  void namesTheNearestFirstAndThreeAtMost() {
    assertThat(Suggestions.near("lost", List.of("lust", "post", "last", "list", "lost-2")))
        .containsExactly("last", "list", "lost-2");
    assertThat(Suggestions.near("visits-2", List.of("visits-10", "visits-3", "visits-2b")))
        .containsExactly("visits-2b", "visits-3", "visits-10");
  }

  @Test
  void asksInOneLineWhateverTheNamesHold() {
    assertThat(Suggestions.question("a b", List.of("a\nb", "a\u001bb")))
        .isEqualTo(": did you mean 'a\\nb' or 'a\\u001Bb'?");
    assertThat(Suggestions.question("nothing", NAMES)).isEmpty();
  }
}
