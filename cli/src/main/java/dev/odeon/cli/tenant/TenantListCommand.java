package dev.odeon.cli.tenant;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.protocol.TenantAllowance;
import dev.odeon.protocol.TenantList;
import dev.odeon.runtime.TenantLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Lists the tenants. */
@Command(
    name = "list",
    description = {
      "Lists the tenants that have actors, plug-ins or limits.",
      "It shows what each uses, and what it may use if that is limited."
    },
    footer = {"", "Example:", "  odeon tenant list --json"})
final class TenantListCommand implements Runnable {
  private final Console console;

  TenantListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<TenantList.Item> tenants =
        Backend.list(
            console,
            backend -> {
              List<TenantList.Item> found = new ArrayList<>();
              TenantList.Result _ = backend.stream(new TenantList(), found::add);
              return found;
            });
    Table table =
        Table.of(
            Stream.concat(
                    Stream.of("TENANT"),
                    Arrays.stream(TenantLimit.values())
                        .map(limit -> limit.text().toUpperCase(Locale.ROOT)))
                .toArray(String[]::new));
    tenants.forEach(tenant ->
        table.row(
            Stream.concat(
                    Stream.of(tenant.name()), tenant.limits().stream().map(TenantListCommand::cell))
                .toArray()));
    console.list(
        tenants.stream().map(TenantList.OPERATION.item()::fields).toList(),
        table,
        "there is no tenant in %s".formatted(console.home()));
  }

  private static String cell(TenantAllowance each) {
    if (each.used() == null) {
      return LimitText.text(each.limit(), each.allowed(), "-");
    }
    return each.allowed() == null
        ? LimitText.used(each)
        : "%s of %s".formatted(LimitText.used(each), LimitText.allowed(each));
  }
}
