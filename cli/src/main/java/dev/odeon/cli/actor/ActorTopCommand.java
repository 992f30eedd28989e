package dev.odeon.cli.actor;

import dev.odeon.base.Threads;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorTop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the busiest actors use. */
@Command(
    name = "top",
    description = {
      "Shows what the busiest actors of a server use: turns, time, fuel, mailbox and state.",
      "On a terminal it goes on until Ctrl-C; else, and with --json, it shows them once. Actors are counted from when they came into memory. CPU is the time that turns held a guest thread. It needs a server."
    },
    footer = {
      "",
      "Examples:",
      "  odeon actor top",
      "  odeon actor top --sort fuel --limit 5 --json"
    })
final class ActorTopCommand implements Runnable {
  private static final double MICROS_A_PERCENT = 10_000;
  private static final long NANOS_A_MICRO = 1_000;

  private final Console console;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "Orders by turns, cpu, fuel, mailbox or state. The default is turns.")
  private @Nullable String sort;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Shows at most so many, up to 1000. The default is 20.")
  private long limit;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = Amounts.Seconds.class,
      description = "Refreshes the table this often. A number alone is seconds; the default is 2s.")
  private Duration every = Duration.ZERO;

  ActorTopCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Backend server = ServedHome.of(console, "only a running server has busy actors")) {
      boolean again = console.isSeen() && !console.json() && every.isPositive();
      do {
        show(server, again);
        if (again) {
          Threads.system().parkNanos(every.toNanos());
        }
      } while (again);
    }
  }

  private void show(Backend server, boolean redrawn) {
    List<ActorTop.Item> items = new ArrayList<>();
    ActorTop.Result result = server.stream(new ActorTop(sort, limit), items::add);
    Table table =
        Table.of("ACTOR", "TURNS/S", "CPU %", "FUEL/S", "MAILBOX", "STATE", "TURNS", "CPU", "FUEL")
            .leavingOut("FUEL", "CPU", "TURNS");
    items.forEach(item ->
        table.row(
            item.actor(),
            TextFormat.count(item.turnsPerSecond()),
            "%.1f".formatted(item.cpuMicrosPerSecond() / MICROS_A_PERCENT),
            TextFormat.count(item.fuelPerSecond()),
            TextFormat.count(item.mailbox()),
            TextFormat.size(item.stateBytes()),
            TextFormat.count(item.turns()),
            TextFormat.time(item.cpuMicros() * NANOS_A_MICRO),
            TextFormat.count(item.fuel())));
    if (redrawn) {
      console.redraw(
          "%s of %s in memory; Ctrl-C ends"
              .formatted(
                  TextFormat.count(items.size(), "actor", "actors"),
                  TextFormat.count(result.inMemory())),
          table);
    } else {
      console.list(
          items.stream().map(ActorTop.OPERATION.item()::fields).toList(),
          table,
          "no actor of tenant %s is in memory".formatted(console.tenant()));
    }
  }
}
