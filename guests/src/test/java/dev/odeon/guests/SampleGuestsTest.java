package dev.odeon.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleGuestsTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/odeon/guests");
  private static final Path SOURCES = Path.of("src/main/wat");

  static Stream<String> everyGuest() {
    return Stream.of(
            SampleGuests.samples(),
            SampleGuests.accounts(),
            SampleGuests.probes(),
            SampleGuests.kernels(),
            SampleGuests.hostile(),
            SampleGuests.commands(),
            SampleGuests.plugins())
        .flatMap(List::stream);
  }

  static Stream<String> everyManifest() {
    return Stream.concat(
        Stream.concat(SampleGuests.samples().stream(), SampleGuests.accounts().stream()),
        Stream.of(
            "probe/alarms",
            "probe/dice",
            "probe/defers",
            "probe/keeper",
            "probe/opens",
            "probe/tally",
            "probe/variables",
            "probe/volley"));
  }

  @ParameterizedTest
  @MethodSource("everyGuest")
  void beginsWithTheMagicAndVersionOfACoreModule(String name) {
    assertThat(SampleGuests.module(name)).startsWith(0, 'a', 's', 'm', 1, 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("everyManifest")
  void namesItselfAndTheModuleBesideIt(String name) {
    String simple = name.substring(name.indexOf('/') + 1);

    assertThat(SampleGuests.manifest(name).lines())
        .contains("name = \"" + simple + "\"", "module = \"" + simple + ".wasm\"");
  }

  @Test
  void namesEveryModuleThereIs() throws IOException {
    assertThat(everyGuest()).containsExactlyInAnyOrderElementsOf(files(RESOURCES, ".wasm"));
  }

  @Test
  void hasTheSourceOfEveryTestGuest() throws IOException {
    assertThat(files(SOURCES, ".wat"))
        .containsAll(SampleGuests.probes())
        .containsAll(SampleGuests.hostile());
  }

  @Test
  void refusesAGuestThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleGuests.module("nobody"))
        .withMessageContaining("nobody.wasm");
  }

  @Test
  void givesEachCallerItsOwnBytes() {
    SampleGuests.module("echo")[0] = 42;

    assertThat(SampleGuests.module("echo")[0]).isZero();
  }

  @Test
  void hasANovelForTheDemo() {
    String text = SampleGuests.demoText();

    assertThat(text.lines()).hasSize(3_598);
    assertThat(text).doesNotContain("\r", "\ufffd").endsWith("THE END\n");
    assertThat(Words.in(text)).filteredOn("alice"::equals).hasSizeGreaterThan(300);
  }

  private static List<String> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .toList();
    }
  }
}
