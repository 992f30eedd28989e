package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to approvals can be followed as it is shown. */
class ApprovalsGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  @Test
  void anOrderIsApprovedAsItIsShown() throws IOException {
    Page guide = Page.read(ROOT.resolve("docs/guide/approvals.md"));
    Files.writeString(folder.resolve("orders.wat"), guide.fenced("wat").getFirst());
    Files.writeString(folder.resolve("orders.toml"), guide.fenced("toml").getFirst());
    List<Page.Exchange> shown = guide.exchanges();
    Terminal terminal = new Terminal(ROOT, folder);
    assertThat(shown).hasSizeGreaterThan(6);

    terminal.replay(shown.subList(0, 2));
    try (Actors actors = Actors.open(folder.resolve("home"))) {
      Key orders = Key.actor("orders");
      assertThat(actors.deliver(Message.request(orders, "order-1017", Bytes.utf8("3 anvils"))))
          .isInstanceOf(Delivery.Accepted.class);
      while (actors.requests().list(orders).isEmpty()) {
        Thread.onSpinWait();
      }
    }
    terminal.replay(shown.subList(2, shown.size()));
  }
}
