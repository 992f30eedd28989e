package dev.odeon.cli.actor;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ActorShow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is known of an actor. */
@Command(
    name = "show",
    description = {
      "Shows an actor's status, code, grants, limits, sizes and last failure. It is not run.",
      "A failure is a turn that trapped or reached a limit."
    },
    footer = {
      "",
      "Examples:",
      "  odeon actor show counter",
      "  odeon actor show counter --manifest > counter.toml"
    })
final class ActorShowCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(names = "--manifest", description = "Prints its manifest, and nothing else.")
  private boolean manifest;

  ActorShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    Key key;
    ActorShow.Result shown;
    try (Backend backend = Backend.reading(console)) {
      key = ActorChoice.key(console, backend, named);
      ActorShow asked = new ActorShow(key.text());
      shown = ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
    if (manifest && !console.json()) {
      String text = shown.manifestText();
      if (text == null) {
        throw Failure.failed("%s has no manifest in TOML".formatted(key.text()));
      }
      console.say(text.stripTrailing());
      return;
    }
    console.result(ActorShow.OPERATION, shown, String.join("\n", table(shown).lines()));
  }

  private static Table table(ActorShow.Result shown) {
    ActorList.Item entry = shown.entry();
    String reason = entry.reason();
    Long module = shown.moduleBytes();
    Hash state = shown.stateHash();
    Table table =
        Table.of()
            .row("actor", entry.actor())
            .row(
                "status",
                reason == null || reason.isEmpty()
                    ? entry.status()
                    : "%s (%s)".formatted(entry.status(), TextFormat.brief(reason, 200)))
            .row("created", time(shown.createdMillis()))
            .row("last turn", time(entry.timeMillis()))
            .row("blocks", TextFormat.count(entry.blocks()))
            .row("head", entry.hash())
            .row(
                "module",
                entry.module() + (module == null ? ", lost" : ", " + TextFormat.size(module)))
            .row("manifest", entry.manifest())
            .row("grants", shown.grants().isEmpty() ? "-" : String.join(", ", shown.grants()))
            .row(
                "state",
                state == null
                    ? "none"
                    : "%s, %s".formatted(state, TextFormat.size(shown.stateBytes())));
    limits(table, shown.limits());
    return table.row("last failure", text(shown.lastFailure()));
  }

  private static void limits(Table table, ActorShow.@Nullable Limits limits) {
    if (limits != null) {
      table.row(
          "limits",
          "%s ms a turn, %s ms the first; %s MiB memory, %s MiB output, %s table elements; %s fuel, %s stack slots"
              .formatted(
                  TextFormat.count(limits.timeMillis()),
                  TextFormat.count(limits.initTimeMillis()),
                  TextFormat.count(limits.memoryMebibytes()),
                  TextFormat.count(limits.outputMebibytes()),
                  TextFormat.count(limits.tableElements()),
                  TextFormat.count(limits.fuel()),
                  TextFormat.count(limits.stackSlots())));
      table.row("mailbox", TextFormat.count(limits.mailbox(), "message", "messages"));
    }
  }

  private static String text(ActorShow.@Nullable LastFailure failure) {
    return failure == null
        ? "-"
        : "block %s, %s: %s"
            .formatted(
                TextFormat.count(failure.height()),
                time(failure.timeMillis()),
                TextFormat.brief(failure.outcome().text(), 200));
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }
}
