package dev.odeon.cli.tenant;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.TenantAllowance;
import dev.odeon.protocol.TenantSet;
import dev.odeon.runtime.TenantLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets limits of a tenant. */
@Command(
    name = "set",
    description = {
      "Sets limits of a tenant, which need not exist yet.",
      "The value none takes a limit away: then what the settings of the server say holds. Limits hold at once, and are recorded in the chain system/tenant%%2FNAME. What the tenant uses above a new limit stays; it gets no more of it."
    },
    footer = {
      "",
      "Examples:",
      "  odeon tenant set blue --weight 3 --messages-per-second 100 --bytes 10G",
      "  odeon tenant set blue --weight none"
    })
final class TenantSetCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "Names the tenant: a-z, 0-9, _ and -, at most 64.")
  private String name = "";

  @Option(
      names = "--weight",
      paramLabel = "N",
      description =
          "Gives it N times the time on guest threads of a tenant of weight 1, while both have something to do. Without one it has weight 1.")
  private @Nullable String weight;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Limits how many of its turns and runs of plug-ins run at a time; turns wait, runs without a state are answered Overloaded.")
  private @Nullable String runs;

  @Option(
      names = "--messages-per-second",
      paramLabel = "N",
      description =
          "Limits how many messages a second its actors get, N at once after a quiet second: those from outside are answered Overloaded, those of actors wait.")
  private @Nullable String messages;

  @Option(
      names = "--outbox",
      paramLabel = "N",
      description =
          "Limits how many messages of its actors to each other wait; a send is answered full.")
  private @Nullable String outbox;

  @Option(
      names = "--timers",
      paramLabel = "N",
      description =
          "Limits how many timers of its guests wait, in the place of the setting timers-per-tenant.")
  private @Nullable String timers;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      description =
          "Limits what it keeps in the log and has put into the store: messages and content from outside are answered QuotaExceeded. A number alone is bytes.")
  private @Nullable String bytes;

  TenantSetCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    SortedMap<String, Long> limits = new TreeMap<>();
    List<String> unset = new ArrayList<>();
    for (TenantLimit limit : TenantLimit.values()) {
      String text =
          switch (limit) {
            case WEIGHT -> weight;
            case RUNS -> runs;
            case MESSAGES_PER_SECOND -> messages;
            case OUTBOX -> outbox;
            case TIMERS -> timers;
            case BYTES -> bytes;
          };
      if (text != null && text.equals(LimitText.NONE)) {
        unset.add(limit.text());
      } else if (text != null) {
        limits.put(limit.text(), LimitText.parse(limit, text));
      }
    }
    if (limits.isEmpty() && unset.isEmpty()) {
      throw Failure.usage(
          "set takes a limit: give --%s"
              .formatted(
                  TenantLimit.names().replace(", ", ", --").replaceFirst("(.*), ", "$1 or ")));
    }
    try (Backend backend = Backend.open(console)) {
      TenantSet.Result done = backend.ask(new TenantSet(name, limits, unset));
      List<TenantAllowance> named =
          done.limits().stream()
              .filter(each -> limits.containsKey(each.limit()) || unset.contains(each.limit()))
              .toList();
      console.result(
          TenantSet.OPERATION,
          done,
          "%s%s: %s"
              .formatted(
                  done.name(),
                  done.duplicate() ? " was so already" : "",
                  named.stream()
                      .map(each -> each.limit() + " " + LimitText.allowed(each))
                      .collect(Collectors.joining(", "))));
      named.stream()
          .filter(LimitText::isOver)
          .forEach(each ->
              console.note(
                  "odeon: %s uses %s of %s, more than it may: that stays, and it gets no more"
                      .formatted(done.name(), LimitText.used(each), each.limit())));
    }
  }
}
