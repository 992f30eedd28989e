package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunResult;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, as {@code odeon serve} runs it. */
final class Served implements AutoCloseable {
  private static final String READY = "ready ";

  private final Child child;
  private final Path socket;
  private final double readyMillis;
  private final Client client;

  private Served(Child child, Path socket, double readyMillis) {
    this.child = child;
    this.socket = socket;
    this.readyMillis = readyMillis;
    this.client = Client.connect(socket, Ports.system(), ClientConfig.defaults());
  }

  /** Starts one over {@code home} and waits until it takes connections. */
  static Served start(Path home) {
    long begun = System.nanoTime();
    Child child = Child.start("serve", "--home", home.toAbsolutePath().toString());
    String line = child.line();
    double millis = (System.nanoTime() - begun) / 1e6;
    if (!line.startsWith(READY)) {
      child.close();
      throw Failure.failed("a server said '%s' instead of being ready".formatted(line));
    }
    return new Served(child, Path.of(line.substring(READY.length())), millis);
  }

  /** Where it listens. */
  Path socket() {
    return socket;
  }

  /** How long it took from its process's start until it took connections. */
  double readyMillis() {
    return readyMillis;
  }

  /** How much memory its process holds, in MiB. */
  double residentMebibytes() {
    return child.residentMebibytes();
  }

  /** A client of it. */
  Client client() {
    return client;
  }

  /** Loads a module; its id. */
  UUID load(@Nullable String path, Bytes module) {
    return client.call(new LoadBinary(path, module)).binaryId();
  }

  /** Runs {@code id}, an uppercase, once, and looks at the answer. */
  void requireRuns(UUID id) {
    RunResult run = client.call(new Execute(id, Bytes.utf8("ready?"), RunConfig.NONE)).run();
    if (!run.output().equals(Bytes.utf8("READY?"))) {
      throw Failure.failed("a benchmark's plug-in does not run: " + run);
    }
  }

  /** The line that has {@code binary} run on {@code input}, which needs no escapes. */
  static String execute(UUID binary, String input) {
    return "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"%s\"}".formatted(binary, input);
  }

  /** Ends it as a user would, so that its home is closed. */
  @Override
  public void close() {
    client.close();
    child.end();
  }
}
