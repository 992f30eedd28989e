package dev.odeon.cli.main;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.cli.Console;
import dev.odeon.cli.Environment;
import dev.odeon.cli.FileTree;
import dev.odeon.cli.LogLines;
import dev.odeon.cli.serve.ServerProcess;
import dev.odeon.cli.serve.ServerSettings;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.RunConfig;
import dev.odeon.runtime.Extensions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The run the JDK's ahead-of-time cache is trained on: the classes it loads start fast afterwards,
 * and the methods it runs often are compiled sooner. Prints nothing.
 */
public final class AotTraining {
  private static final String GUEST = "counter";
  private static final String PLUGIN = "uppercase";

  /** What a server has loaded and run: without a state and with one, of several compilers. */
  private static final List<String> PLUGINS =
      List.of(PLUGIN, "rot13", "hash", "env-reader", "reverse", "words-c", "words-rs", "counter");

  private static final int CLIENTS = 8;
  private static final int RUNS = 500;

  /** What people and scripts wait for most often, after an actor was started. */
  private static final List<List<String>> LINES =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("--no-such"),
          List.of("actor", "request", GUEST, "inc", "--json"),
          List.of("actor", "message", GUEST, "inc"),
          List.of("actor", "list"),
          List.of("actor", "state", GUEST),
          List.of("actor", "events", GUEST, "--json"),
          List.of("actor", "events", GUEST),
          List.of("verify"),
          List.of("head"),
          List.of("replay", GUEST),
          List.of("store", "put", "-", "--label", GUEST),
          List.of("store", "get", "store:" + GUEST),
          List.of("store", "labels"),
          List.of("store", "list", "--json"),
          List.of("actor", "stop", GUEST));

  /** What goes through a server where there is one. */
  private static final List<List<String>> SERVED =
      List.of(
          List.of("execute", "-b", PLUGIN + ".wasm", "-i", "Hello"),
          List.of("execute", "-b", PLUGIN + ".wasm", "-i", "Hello", "--json"),
          List.of("chain", "-b", PLUGIN + ".wasm," + PLUGIN + ".wasm", "-i", "Hello"),
          List.of("list"),
          List.of("metrics"),
          List.of("unload", "-b", PLUGIN + ".wasm"));

  private AotTraining() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    Path scratch = Files.createTempDirectory("odeon-training-");
    try {
      train(scratch);
    } finally {
      FileTree.remove(scratch);
    }
  }

  private static void train(Path scratch) throws IOException {
    Files.write(scratch.resolve(GUEST + ".wasm"), SampleGuests.module(GUEST));
    Path manifest =
        Files.writeString(scratch.resolve(GUEST + ".toml"), SampleGuests.manifest(GUEST));
    Path home = scratch.resolve("home");
    run(home, List.of("actor", "start", manifest.toString()));
    LINES.forEach(line -> run(home, line));
    Path module =
        Files.write(scratch.resolve(PLUGIN + ".wasm"), SampleGuests.module("plugin/" + PLUGIN));
    run(home, List.of("load", "-p", module.toString()));
    SERVED.forEach(line -> run(home, line));
    serve(home, module);
  }

  /** Over a home that knows the plug-in, as most servers start. */
  private static void serve(Path home, Path module) {
    run(home, List.of("load", "-p", module.toString()));
    Console console = console(home);
    LogLines.to(console, Level.INFO);
    try (ServerProcess serving =
        ServerProcess.open(console, new ServerSettings(), Extensions.none())) {
      SERVED.forEach(line -> run(home, line));
      PLUGINS.forEach(plugin -> run(serving.socket(), plugin));
    }
  }

  /** Many runs by several clients, so that the cache knows which code is hot, and how it goes. */
  private static void run(Path socket, String plugin) {
    Bytes module = Bytes.wrap(SampleGuests.module("plugin/" + plugin));
    try (Client client = client(socket)) {
      UUID id = client.call(new LoadBinary(null, module)).binaryId();
      Execute run = new Execute(id, Bytes.utf8("inc"), RunConfig.NONE);
      List<Thread> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(_ -> Thread.ofPlatform().start(() -> run(socket, run)))
              .toList();
      for (Thread each : clients) {
        each.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a training", e);
    }
  }

  private static void run(Path socket, Execute run) {
    try (Client client = client(socket)) {
      for (int i = 0; i < RUNS; i++) {
        client.call(run);
      }
    }
  }

  private static Client client(Path socket) {
    return Client.connect(socket, Ports.system(), ClientConfig.defaults());
  }

  private static void run(Path home, List<String> line) {
    Odeon.run(console(home), line.toArray(String[]::new));
  }

  private static Console console(Path home) {
    PrintStream silence = new PrintStream(OutputStream.nullOutputStream());
    return new Console(
        InputStream.nullInputStream(), silence, silence, new Environment(home, false));
  }
}
