package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that embed Odeon do what their page says. */
class EmbeddingGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String GUESTS = "guests/src/main/resources/dev/odeon/guests/";

  @TempDir private Path folder;

  @Test
  void theEmbeddingProgramRunsTwiceOnOneHome() throws IOException {
    Path program = folder.resolve("Visits.java");
    Files.writeString(program, page("docs/guide/embedding.md").fenced("java").getFirst());
    String manifest = ROOT.resolve(GUESTS + "counter.toml").toString();
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String first = terminal.java(program.toString(), home, manifest);
    assertThat(first).contains("reply 41, block 1\n", "as before\n", "replay equal: true\n");
    assertThat(terminal.java(program.toString(), home, manifest))
        .doesNotContain("started")
        .contains("reply 41, block 1, as before\n", "replay equal: true\n");
  }

  @Test
  void theFunctionsOfAnEmbeddingProgramCanBeGranted() throws IOException {
    Path program = folder.resolve("Shop.java");
    Files.writeString(program, page("docs/guide/embedding.md").fenced("java").get(1));
    String home = folder.resolve("home").toString();
    assertThat(new Terminal(ROOT, folder).java(program.toString(), home))
        .startsWith("manifests may grant [desk, ");
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
