package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real server that runs out of file descriptors, and gets some again. */
@EnabledOnOs(OS.LINUX)
class OpenFilesIT {
  @TempDir private Path folder;

  @Test
  void healsFromAMomentWithoutFileDescriptors() throws IOException {
    Path home = folder.resolve("home");
    Guests guests = new Guests(folder);
    Path counter = guests.sample("counter");
    Path module = guests.module("plugin/rot13");
    Path large = guests.write("large.bin", new byte[3 << 20]);
    int idle;
    try (ServerRun server = ServerRun.start(home)) {
      CommandRun.of(home, "actor", "start", counter.toString()).succeeded();
      idle = openFiles(server.pid());
      assertThat(server.end()).isZero();
    }
    // Fewer than the connections that are tried: some are accepted, then there is nothing left.
    String limit = "ulimit -n %d; exec \"$@\"".formatted(idle + 12);
    try (ServerRun server = ServerRun.start(List.of("sh", "-c", limit, "sh"), home)) {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          clients.add(RawClient.connect(server.socket()));
        }
        // Each gets an answer: who is not served is told so.
        List<String> errors = new ArrayList<>();
        for (RawClient client : clients) {
          try {
            client.send(
                "{\"type\":\"StorePut\",\"content\":\"a moment of want %d\"}\n"
                    .formatted(errors.size()));
          } catch (UncheckedIOException e) {
            // The server has hung up, and said why.
          }
          errors.add(client.answer().path("Err").asString());
        }
        assertThat(errors)
            .anyMatch(error -> error.contains("no file descriptor left"))
            .filteredOn(error -> error.startsWith("the store"))
            .isNotEmpty()
            .allMatch(error -> error.contains("too many open files: raise the limit"));
        assertThat(server.log().stream().filter(line -> line.contains("cannot accept")))
            .hasSizeBetween(1, 10);
      } finally {
        clients.forEach(RawClient::close);
      }

      awaitRoom(home);
      assertThat(CommandRun.of(home, "actor", "request", "counter", "41").succeeded().out())
          .isEqualTo("41\n");
      String kept =
          CommandRun.of(home, "store", "put", large.toString(), "--label", "l").succeeded().out();
      assertThat(kept).isNotBlank();
      String id = CommandRun.of(home, "load", "-p", module.toString()).succeeded().out().strip();
      assertThat(CommandRun.of(home, "execute", "-b", id, "-i", "Hello").succeeded().out())
          .isEqualTo("Uryyb\n");
      CommandRun.of(home, "verify").succeeded();
      CommandRun.of(home, "head").succeeded();
      assertThat(server.log()).noneMatch(line -> line.contains("NoClassDefFound"));
      assertThat(server.log()).hasSizeLessThan(60);
      assertThat(server.end()).isZero();
    }
    assertThat(CommandRun.of(home, "store", "labels").succeeded().out()).contains("l");
  }

  /** Waits until the server has seen that the clients are gone. */
  private static void awaitRoom(Path home) {
    while (CommandRun.of(home, "list").exit() != 0) {
      Thread.onSpinWait();
    }
  }

  private static int openFiles(long pid) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return (int) open.count();
    }
  }
}
