package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.ReadMetrics;
import picocli.CommandLine.Command;

/** Prints what is counted and measured of a home. */
@Command(
    name = "metrics",
    description = "Prints what is counted and measured, as Prometheus text.",
    footer = {
      "",
      "With a server, what it counted since it started. Without one, what the home's files say:",
      "its sizes, blocks, plug-ins and damage; counters are 0.",
      "",
      "Example:",
      "  odeon metrics"
    })
public final class MetricsCommand implements Runnable {
  private final Console console;

  public MetricsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Backend backend = Backend.measured(console)) {
      String text = backend.ask(new ReadMetrics()).text();
      console.result(JsonFields.of("metrics", text), text.stripTrailing());
    }
  }
}
