package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.UnloadBinary;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Unloads a plug-in. */
@Command(
    name = "unload",
    description = "Unloads a plug-in. Running calls finish first.",
    footer = {
      "",
      "Its saved state returns when the same file is loaded again, unless --purge deletes it.",
      "",
      "Example:",
      "  odeon unload -b rot13.wasm"
    })
public final class UnloadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binary"},
      paramLabel = "ID",
      required = true,
      description = "Names the plug-in.")
  private String binary = "";

  @Option(names = "--purge", description = "Also deletes its saved state.")
  private boolean purge;

  public UnloadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Backend backend = Backend.existing(console)) {
      UUID id = PluginChoice.id(backend, binary);
      UnloadBinary.Result unloaded = backend.ask(new UnloadBinary(id, purge));
      console.result(
          JsonFields.of("binary_id", id).put("message", unloaded.message()), unloaded.message());
    }
  }
}
