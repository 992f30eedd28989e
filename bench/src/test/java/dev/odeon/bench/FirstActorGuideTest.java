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
    String module = guide.fenced("wat").getFirst();
    Files.writeString(folder.resolve("guestbook.wat"), module);
    String changed = module.replace("(mut i32) (i32.const 1024)", "(mut i32) (i32.const 4096)");
    assertThat(changed).isNotEqualTo(module);
    Files.writeString(folder.resolve("guestbook2.wat"), changed);
    Files.writeString(folder.resolve("guestbook.toml"), guide.fenced("toml").getFirst());
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(5);
    new Terminal(ROOT, folder).replay(shown);
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
