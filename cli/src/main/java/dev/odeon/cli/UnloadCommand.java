package dev.odeon.cli;

import dev.odeon.protocol.BinaryRequest.UnloadBinary;
import dev.odeon.protocol.Response;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Unloads a plug-in. */
@Command(
    name = "unload",
    description = "Unloads a plug-in; runs under way end.",
    footer = {
      "",
      "What it kept is there again when the same file is loaded, unless --purge drops it.",
      "",
      "Example:",
      "  odeon unload -b rot13.wasm"
    })
final class UnloadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-b", "--binary"},
      paramLabel = "ID",
      required = true,
      description = "The plug-in.")
  private String binary = "";

  @Option(names = "--purge", description = "Drop what it kept, too.")
  private boolean purge;

  UnloadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Door door = Door.existing(console)) {
      UUID id = BinaryChoice.id(door, binary);
      Response.Unloaded unloaded =
          Refusals.required(Response.Unloaded.class, door.ask(new UnloadBinary(id, purge)));
      console.result(
          Fields.of("binary_id", id).put("message", unloaded.message()), unloaded.message());
    }
  }
}
