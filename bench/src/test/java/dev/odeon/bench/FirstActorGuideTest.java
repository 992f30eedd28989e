package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to a first actor can be followed as it is shown. */
class FirstActorGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  @Test
  void theFirstActorIsMadeAsItIsShown() throws IOException {
    Page guide = page("docs/guide/first-actor.md");
    Files.writeString(folder.resolve("guestbook.wat"), guide.fenced("wat").getFirst());
    Files.writeString(folder.resolve("guestbook.toml"), guide.fenced("toml").getFirst());
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(5);
    new Terminal(ROOT, folder).replay(shown);
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
