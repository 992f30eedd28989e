package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the timers of an actor. */
@Command(
    name = "timers",
    description = {
      "Lists the timers of an actor that wait, the next one first.",
      "FROM says who set it: the manifest, with what it says, or the guest."
    },
    footer = {"", "Example:", "  odeon actor timers counter"})
final class ActorTimersCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  ActorTimersCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    Key key;
    List<ActorTimers.Item> timers = new ArrayList<>();
    try (Backend backend = Backend.reading(console)) {
      key = ActorChoice.key(console, backend, named);
      ActorTimers asked = new ActorTimers(key.text());
      ActorTimers.Result _ =
          ActorChoice.asking(console, backend, key, () -> backend.stream(asked, timers::add));
    }
    Table table = Table.of("TIMER", "DUE", "IN", "FROM", "FAILED").leavingOut("FAILED");
    timers.forEach(timer ->
        table.row(
            timer.name(),
            console.time(Instant.ofEpochMilli(timer.dueMillis())),
            in(Duration.ofMillis(timer.inMillis())),
            timer.repeats() == null ? "guest" : "manifest: " + timer.repeats(),
            TextFormat.count(timer.attempts())));
    console.list(
        timers.stream().map(ActorTimers.OPERATION.item()::fields).toList(),
        table,
        "no timer of %s waits".formatted(key.text()));
  }

  /** A time in its two largest units. */
  private static String in(Duration time) {
    if (time.toDays() > 0) {
      return "%dd %dh".formatted(time.toDays(), time.toHoursPart());
    }
    if (time.toHours() > 0) {
      return "%dh %dm".formatted(time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? "%dm %ds".formatted(time.toMinutes(), time.toSecondsPart())
        : "%ds".formatted(time.toSeconds());
  }
}
