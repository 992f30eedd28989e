package dev.odeon.cli;

import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerRequest;
import picocli.CommandLine.Command;

/** Prints what a server counts. */
@Command(
    name = "metrics",
    description = "Prints what the server counts and measures, as Prometheus text.",
    footer = {"", "Exits with 3 if there is no server.", "", "Example:", "  odeon metrics"})
final class MetricsCommand implements Runnable {
  private final Console console;

  MetricsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Door found =
        Door.served(console)
            .orElseThrow(() ->
                Failure.noServer(
                    "no server has the home %s: start one with 'odeon serve'"
                        .formatted(console.home())));
    try (Door door = found) {
      String text =
          Refusals.required(Response.MetricsText.class, door.ask(new ServerRequest.Metrics()))
              .text();
      console.result(Fields.of("metrics", text), text.stripTrailing());
    }
  }
}
