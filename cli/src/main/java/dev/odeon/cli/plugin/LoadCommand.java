package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Ports;
import dev.odeon.cli.Backend;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.Values;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.RequestException;
import dev.odeon.store.Reference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a plug-in. */
@Command(
    name = "load",
    description = "Loads a plug-in, and prints the id to run it by.",
    footer = {
      "",
      "It stays loaded until it is unloaded, in whatever process. A file that was loaded before",
      "keeps its id, and its code is replaced; whatever path leads to the file.",
      "",
      "With --watch it goes on until Ctrl-C, loads the file again whenever it changes, and prints a",
      "line each time. A build that cannot be loaded is told, and the code before it stays.",
      "",
      "Examples:",
      "  odeon load -p rot13.wasm",
      "  odeon load -p rot13.wasm --watch",
      "  odeon load -p store:plugins/rot13"
    })
public final class LoadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-p", "--path"},
      paramLabel = "FILE",
      required = true,
      description = {
        "Names the module, which is a file, store:<label> or store:hash:<digits>.",
        "The sign - reads standard input; the plug-in then has no path."
      })
  private String file = "";

  @Option(names = "--watch", description = "Loads it again whenever the file changes.")
  private boolean watch;

  public LoadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    boolean isFile = !file.equals("-") && !Reference.isStored(file);
    if (watch && !isFile) {
      throw Failure.usage("--watch needs a file, not " + file);
    }
    if (watch) {
      watch(Values.path(file));
    } else {
      try (Backend backend = Backend.open(console)) {
        report(backend.ask(request(backend, isFile)));
      }
    }
  }

  private void report(LoadBinary.Result loaded) {
    console.result(LoadBinary.OPERATION, loaded, loaded.binaryId().toString());
  }

  /** The module's bytes go along: the server may not read files, or other ones. */
  private LoadBinary request(Backend backend, boolean isFile) {
    if (file.equals("-")) {
      return new LoadBinary(null, Input.of(file, console.in()));
    }
    Bytes module = CodeArgument.of(file, "module").read(backend);
    return new LoadBinary(isFile ? PluginFile.name(backend, Values.path(file)) : file, module);
  }

  /** Goes on until the process is ended. Between loads nothing is open, the home neither. */
  private void watch(Path path) {
    FileWatch changes = new FileWatch(path, Ports.system());
    Bytes module = Input.file(path, "module");
    Loaded loaded = load(null, path, module);
    console.note("odeon: watching %s, until Ctrl-C".formatted(path));
    while (true) {
      changes.awaitChange();
      loaded = again(loaded, path);
    }
  }

  /**
   * What was loaded last.
   *
   * @param name what names the plug-in; null before the first that could be
   * @param module the hash of what the file held, be it loaded or not
   */
  private record Loaded(@Nullable String name, Hash module) {}

  private Loaded again(Loaded before, Path path) {
    Bytes module;
    try {
      module = Input.file(path, "module");
    } catch (Failure e) {
      refused(path, e, null);
      return before;
    }
    return Hash.of(module).equals(before.module) ? before : load(before.name, path, module);
  }

  /** Loads it, or tells why not. The home is closed again by the time that anything is said. */
  private Loaded load(@Nullable String known, Path path, Bytes module) {
    Hash hash = Hash.of(module);
    String name = known;
    LoadBinary.Result loaded;
    try (Backend backend = Backend.open(console)) {
      name = known == null ? PluginFile.name(backend, path) : known;
      loaded = backend.ask(new LoadBinary(name, module));
    } catch (RequestException e) {
      refused(path, e, e.code().text());
      return new Loaded(known, hash);
    } catch (RuntimeException e) {
      if (known == null) {
        throw e;
      }
      refused(path, e, null);
      // The home may be in use, or the server be away, for now: the same code is worth a try later.
      return new Loaded(known, Hash.ZERO);
    }
    if (known == null || console.json()) {
      report(loaded);
    } else {
      console.say(
          "%s loaded again: %s, module %s"
              .formatted(path, TextFormat.size(loaded.size()), TextFormat.hash(hash)));
    }
    return new Loaded(name, hash);
  }

  private void refused(Path path, RuntimeException e, @Nullable String code) {
    String why = TextFormat.brief(String.valueOf(e.getMessage()), 1000);
    console.note("odeon: %s is not loaded: %s".formatted(path, why));
    JsonFields fields = JsonFields.of("file", path.toString());
    if (code != null) {
      fields.put("code", code);
    }
    console.json(fields.put("error", why));
  }
}
