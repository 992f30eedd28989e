package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.BinaryRequest.LoadBinary;
import dev.odeon.protocol.Response;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a plug-in. */
@Command(
    name = "load",
    description = "Loads a plug-in, and prints the id to run it by.",
    footer = {
      "",
      "It stays loaded until it is unloaded, in whatever process. A file that was loaded before",
      "keeps its id, and its code is swapped.",
      "",
      "Example:",
      "  odeon load -p rot13.wasm"
    })
final class LoadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-p", "--path"},
      paramLabel = "FILE",
      required = true,
      description = "The module; - is standard input, and then it has no path.")
  private String file = "";

  LoadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Door door = Door.open(console)) {
      Response.Loaded loaded = Refusals.required(Response.Loaded.class, door.ask(request()));
      console.result(
          Fields.of("binary_id", loaded.binaryId()).put("size", loaded.size()),
          loaded.binaryId().toString());
    }
  }

  /** The module's bytes go along: the server may not read files, or other ones. */
  private LoadBinary request() {
    if (file.equals("-")) {
      return new LoadBinary(null, Input.of(file, console.in()));
    }
    Path path = Path.of(file).toAbsolutePath().normalize();
    Bytes module = Input.file(path, "module");
    return new LoadBinary(path.toString(), module);
  }
}
