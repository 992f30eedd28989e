package dev.odeon.cli;

import dev.odeon.base.Version;
import dev.odeon.protocol.ClientException;
import dev.odeon.protocol.Identify;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.ServerIdentity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Tells the versions of the command and of the server. */
@Command(
    name = "version",
    description = "Shows the version of this command, and of the server of the home if one runs.",
    footer = {
      "",
      "'odeon --version' prints that of the command alone, and asks nobody.",
      "",
      "Example:",
      "  odeon version --json"
    })
public final class VersionCommand implements Runnable {
  private final Console console;

  public VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ServerIdentity server = null;
    String silent = "none";
    try {
      server = identity().orElse(null);
    } catch (ClientException | Failure e) {
      // One that does not say its version is no reason not to say one's own.
      silent = String.valueOf(e.getMessage());
    }
    report(Version.current(), server, silent);
  }

  private Optional<ServerIdentity> identity() {
    return Backend.server(console)
        .map(server -> {
          try (Backend backend = server) {
            return backend.ask(new Identify());
          }
        });
  }

  private void report(Version own, @Nullable ServerIdentity server, String silent) {
    Table table =
        Table.of()
            .row("odeon", own.product())
            .row("commit", own.commit().isEmpty() ? "built without git" : own.commit())
            .row("java", own.java())
            .row("server", server == null ? silent : text(server));
    JsonFields fields =
        JsonFields.of("version", own.product())
            .put("commit", own.commit().isEmpty() ? null : own.commit())
            .put("java", own.java())
            .put("server", server == null ? null : fields(server));
    console.results(List.of(fields), table);
  }

  private static String text(ServerIdentity server) {
    return "%s, process %d".formatted(version(server), server.pid());
  }

  private static JsonFields fields(ServerIdentity server) {
    return JsonFields.of("version", server.version())
        .put("pid", server.pid())
        .put("home", server.home());
  }

  private static String version(ServerIdentity server) {
    String version = server.version();
    return version == null ? "of an older version" : version;
  }
}
