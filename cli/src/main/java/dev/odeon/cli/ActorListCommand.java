package dev.odeon.cli;

import dev.odeon.chain.Head;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Registration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the actors. */
@Command(
    name = "list",
    description = "Lists the actors of the tenant.",
    footer = {"", "Example:", "  odeon actor list --json"})
final class ActorListCommand implements Runnable {
  private final Console console;

  ActorListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String tenant = Keys.tenant(console);
    List<Listed> all;
    try (Actors actors = Home.existing(console)) {
      all = actors.list(tenant).stream().map(status -> listed(actors, status)).toList();
    }
    if (all.isEmpty() && !console.json()) {
      console.note("there is no actor of tenant " + tenant + " in " + console.home());
      return;
    }
    Table table = Table.of("ACTOR", "STATUS", "BLOCKS", "LAST TURN", "MODULE", "HEAD");
    for (Listed actor : all) {
      Registration registration = actor.status().registration();
      Head head = actor.status().head();
      table.row(
          registration.key().text(),
          registration.status(),
          Shown.count(head.height() + 1),
          Instant.ofEpochMilli(actor.timeMillis()).truncatedTo(ChronoUnit.SECONDS),
          Shown.hash(registration.module()),
          Shown.hash(head.hash()));
    }
    console.results(all.stream().map(ActorListCommand::fields).toList(), table);
  }

  /** An actor and the time of its last turn. */
  private record Listed(ActorStatus status, long timeMillis) {}

  private static Listed listed(Actors actors, ActorStatus status) {
    Head head = status.head();
    long time =
        actors
            .chains()
            .block(head.key(), head.height())
            .map(block -> block.header().timeMillis())
            .orElse(0L);
    return new Listed(status, time);
  }

  private static Fields fields(Listed actor) {
    Registration registration = actor.status().registration();
    Head head = actor.status().head();
    return Fields.of("actor", registration.key().text())
        .put("status", registration.status())
        .put("reason", registration.reason())
        .put("blocks", head.height() + 1)
        .put("height", head.height())
        .put("hash", head.hash())
        .put("time_ms", actor.timeMillis())
        .put("module", registration.module())
        .put("manifest", registration.manifest());
  }
}
