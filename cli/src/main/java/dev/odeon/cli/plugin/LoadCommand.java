package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.protocol.LoadBinary;
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
      "keeps its id, and its code is replaced.",
      "",
      "Example:",
      "  odeon load -p rot13.wasm"
    })
public final class LoadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-p", "--path"},
      paramLabel = "FILE",
      required = true,
      description = "The module; - reads standard input (the plug-in then has no path).")
  private String file = "";

  public LoadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (Backend backend = Backend.open(console)) {
      LoadBinary.Result loaded = backend.ask(request());
      console.result(LoadBinary.OPERATION, loaded, loaded.binaryId().toString());
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
