package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows can be done as it is shown. */
class ReadmeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String GUESTS = "guests/src/main/resources/dev/odeon/guests/";

  @TempDir private Path folder;

  @Test
  void theReadmesTryOutGoesAsItIsShown() throws IOException {
    for (String file : List.of("counter.toml", "counter.wasm", "plugin/uppercase.wasm")) {
      Path copy = folder.resolve(GUESTS + file);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(GUESTS + file), copy);
    }
    List<Page.Exchange> shown = page("README.md").exchanges();
    assertThat(shown).hasSizeBetween(5, 12);
    new Terminal(ROOT, folder).replay(shown);
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
