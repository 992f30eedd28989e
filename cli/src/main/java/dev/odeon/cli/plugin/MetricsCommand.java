package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.ReadMetrics;
import picocli.CommandLine.Command;

/** Prints what a server counts. */
@Command(
    name = "metrics",
    description = "Prints what the server counts and measures, as Prometheus text.",
    footer = {"", "Exits with 3 if there is no server.", "", "Example:", "  odeon metrics"})
public final class MetricsCommand implements Runnable {
  private final Console console;

  public MetricsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Backend server =
        Backend.server(console)
            .orElseThrow(() ->
                Failure.noServer(
                    "no server has the home %s: start one with 'odeon serve'"
                        .formatted(console.home())));
    try (Backend backend = server) {
      String text = backend.ask(new ReadMetrics()).text();
      console.result(JsonFields.of("metrics", text), text.stripTrailing());
    }
  }
}
