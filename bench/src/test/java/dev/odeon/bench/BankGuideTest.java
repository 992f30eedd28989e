package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide to the bank shows what the example has. */
class BankGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Page PAGE = Page.read(ROOT.resolve("docs/guide/bank.md"));
  private static final Path TELLER =
      ROOT.resolve("examples/bank/src/main/java/dev/odeon/examples/bank/Teller.java");

  @Test
  void showsTheAccountAsItIs() throws IOException {
    assertThat(lines(Files.readString(ROOT.resolve("guests/src/main/c/bank/checking.c"))))
        .contains(shown("c"));
  }

  @Test
  void showsTheManifestAsItIs() {
    assertThat(lines(SampleGuests.manifest("bank/checking"))).contains(shown("toml"));
  }

  @Test
  void showsTheClientAsItIs() throws IOException {
    assertThat(lines(Files.readString(TELLER))).contains(shown("java"));
  }

  private static String shown(String language) {
    List<String> blocks = PAGE.fenced(language);
    assertThat(blocks).hasSize(1);
    return lines(blocks.getFirst());
  }

  /** The text without the indentation of its lines. */
  private static String lines(String text) {
    return text.strip().lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
