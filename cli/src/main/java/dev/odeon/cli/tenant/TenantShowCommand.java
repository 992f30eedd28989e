package dev.odeon.cli.tenant;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.protocol.TenantShow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a tenant may use. */
@Command(
    name = "show",
    description = {
      "Shows what a tenant may use, and what it uses.",
      "What was set holds before what the settings of the server say."
    },
    footer = {"", "Example:", "  odeon tenant show blue"})
final class TenantShowCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "Names the tenant.")
  private String name = "";

  TenantShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Backend backend = Backend.reading(console)) {
      TenantShow.Result shown = backend.ask(new TenantShow(name));
      Table table = Table.of("LIMIT", "ALLOWED", "USED", "SET", "SETTINGS");
      shown
          .limits()
          .forEach(each ->
              table.row(
                  each.limit(),
                  LimitText.allowed(each),
                  each.used() == null ? "-" : LimitText.used(each),
                  LimitText.text(each.limit(), each.set(), "-"),
                  LimitText.text(each.limit(), each.configured(), "-")));
      console.result(TenantShow.OPERATION, shown, table);
    }
  }
}
