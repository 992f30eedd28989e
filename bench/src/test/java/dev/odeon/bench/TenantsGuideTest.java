package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to limits of tenants can be followed as it is shown. */
class TenantsGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Key COUNTER = new Key("blue", Key.DEFAULT_CATEGORY, "counter");

  @TempDir private Path folder;

  @Test
  void limitsAreSetAndHoldAsItIsShown() throws IOException {
    Page guide = Page.read(ROOT.resolve("docs/guide/tenants.md"));
    try (Actors actors = Actors.open(folder.resolve("home"))) {
      var _ =
          actors
              .lifecycle()
              .start(
                  COUNTER,
                  Manifest.parse(
                      "counter.toml", Bytes.utf8("module = \"c.wasm\""), actors.capabilities()),
                  Bytes.wrap(SampleGuests.module("counter")));
    }
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSize(8);
    Terminal terminal = new Terminal(ROOT, folder);
    terminal.replay(shown);
    Files.writeString(folder.resolve("odeon.toml"), guide.fenced("text").getLast());
    terminal.replay(
        List.of(
            new Page.Exchange(
                "odeon serve --config odeon.toml --print-config",
                List.of(
                    "…",
                    "[tenant.blue]",
                    "weight = 3",
                    "messages-per-second = 100",
                    "bytes = 10737418240"))));

    try (Actors actors = Actors.open(folder.resolve("home"))) {
      assertThat(actors.tenants().limits("blue").values())
          .containsOnlyKeys(
              TenantLimit.WEIGHT,
              TenantLimit.MESSAGES_PER_SECOND,
              TenantLimit.OUTBOX,
              TenantLimit.TIMERS,
              TenantLimit.BYTES);
      Delivery.QuotaExceeded refused =
          (Delivery.QuotaExceeded) actors.deliver(Message.send(COUNTER, "m", Bytes.utf8("inc")));
      String told = guide.fenced("text").getFirst();
      assertThat("odeon: " + refused.reason())
          .matches(told.strip().replaceFirst("[0-9]+,[0-9]+ bytes", "[0-9,]+ bytes"));
      for (TenantLimit limit : TenantLimit.values()) {
        assertThat(guide.text()).contains("`--" + limit.text());
      }
    }
  }
}
