package dev.odeon.cli;

import dev.odeon.base.Hash;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorsRequest.ActorList;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Plugins;
import dev.odeon.runtime.Registration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the actors. */
@Command(
    name = "list",
    description = "Lists the actors of the tenant; 'odeon list' shows its plug-ins.",
    footer = {"", "Example:", "  odeon actor list --json"})
final class ActorListCommand implements Runnable {
  private final Console console;

  @Option(
      names = "--all",
      description = "Plug-ins too, which are actors of the category binary, also unloaded ones.")
  private boolean all;

  ActorListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String tenant = Keys.tenant(console);
    List<Fields> fields;
    Table table = Table.of("ACTOR", "STATUS", "BLOCKS", "LAST TURN", "MODULE", "HEAD");
    Optional<Facts> told = Told.by(console, () -> new ActorList(all));
    if (told.isPresent()) {
      List<Facts> listed = told.get().list("actors");
      listed.forEach(each -> row(table, each));
      fields = listed.stream().map(Fields::told).toList();
    } else {
      fields = own(tenant, table);
    }
    if (fields.isEmpty() && !console.json()) {
      console.note("there is no actor of tenant " + tenant + " in " + console.home());
      return;
    }
    console.results(fields, table);
  }

  private static void row(Table table, Facts actor) {
    table.row(
        actor.text("actor"),
        actor.text("status"),
        Shown.count(actor.whole("blocks")),
        second(actor.whole("time_ms")),
        Shown.hash(Hash.parse(actor.text("module"))),
        Shown.hash(Hash.parse(actor.text("hash"))));
  }

  private List<Fields> own(String tenant, Table table) {
    try (Actors actors = Home.reading(console)) {
      return actors.list(tenant).stream()
          .filter(status -> all || !isPlugin(status))
          .map(status -> listed(status, table))
          .toList();
    }
  }

  private static boolean isPlugin(ActorStatus status) {
    return status.registration().key().category().equals(Plugins.CATEGORY);
  }

  private static Fields listed(ActorStatus status, Table table) {
    Registration registration = status.registration();
    Head head = status.head();
    table.row(
        registration.key().text(),
        registration.status(),
        Shown.count(head.height() + 1),
        second(status.timeMillis()),
        Shown.hash(registration.module()),
        Shown.hash(head.hash()));
    return Fields.of("actor", registration.key().text())
        .put("status", registration.status())
        .put("reason", registration.reason())
        .put("blocks", head.height() + 1)
        .put("height", head.height())
        .put("hash", head.hash())
        .put("time_ms", status.timeMillis())
        .put("module", registration.module())
        .put("manifest", registration.manifest());
  }

  private static Instant second(long timeMillis) {
    return Instant.ofEpochMilli(timeMillis).truncatedTo(ChronoUnit.SECONDS);
  }
}
