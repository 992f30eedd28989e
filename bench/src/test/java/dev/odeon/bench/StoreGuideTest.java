package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour of the store goes as its page shows it. */
class StoreGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  @Test
  void theTourOfTheStoreGoesAsItIsShown() throws IOException {
    Page guide = page("docs/guide/store.md");
    Files.writeString(folder.resolve("tea.txt"), guide.fenced("text").get(0));
    Files.writeString(folder.resolve("better.txt"), guide.fenced("text").get(1));
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(15);
    new Terminal(ROOT, folder).replay(shown);
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
