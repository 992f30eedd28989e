package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server over a home of which a part is damaged. */
class DegradedServerIT {
  @TempDir private static Path once;
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeAll
  static void fillHome() {
    EchoHome.fill(once);
  }

  @BeforeEach
  void copyHome() throws Exception {
    home = EchoHome.copy(once, folder);
    guests = new Guests(folder);
  }

  @Test
  void servesTheOtherActorsWhenAskedTo() throws IOException {
    Path manifest = guests.sample("counter");
    assertThat(CommandRun.inside(home, "actor", "start", manifest.toString()).exit()).isZero();
    assertThat(CommandRun.inside(home, "actor", "request", "counter", "5").out()).isEqualTo("5\n");
    flipIn("payload number 4");

    try (ServerRun server = ServerRun.start(home, "--degraded")) {
      assertThat(CommandRun.inside(home, "actor", "request", "counter", "37").out())
          .isEqualTo("42\n");
      CommandRun refused = CommandRun.inside(home, "actor", "request", "echo", "next");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.errLines())
          .singleElement()
          .asString()
          .contains("echo takes no messages: block 5 is damaged");
      CommandRun list = CommandRun.inside(home, "actor", "list");
      assertThat(list.out()).containsPattern("counter +running").containsPattern("echo +damaged");
      assertThat(server.end()).isZero();
      assertThat(server.log())
          .anyMatch(line -> line.contains("takes no turns actor=echo reason=block 5 is damaged"));
    }
    // Started again it goes on, killed or not; nothing was written over what is damaged.
    assertThat(CommandRun.inside(home, "actor", "request", "counter", "1").exit()).isEqualTo(1);
    try (ServerRun server = ServerRun.start(home, "--degraded")) {
      assertThat(CommandRun.inside(home, "actor", "request", "counter", "1").out())
          .isEqualTo("43\n");
      server.kill();
    }
    flipIn("qayload number 4");
    assertThat(CommandRun.inside(home, "actor", "request", "counter", "1").out()).isEqualTo("44\n");
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").out())
        .isEqualTo("next\n");
    assertThat(CommandRun.inside(home, "verify").exit()).isZero();
  }

  @Test
  void opensWithoutAFileBesideTheLogWhenAskedTo() throws IOException {
    for (String name : List.of("format", "clean")) {
      Path file = home.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[14] ^= 1;
      Files.write(file, damaged);

      CommandRun open = CommandRun.inside(home, "actor", "request", "echo", "next");
      assertThat(open.exit()).as(name).isEqualTo(1);
      assertThat(open.errLines()).singleElement().asString().contains(name + " is damaged");
      assertThat(CommandRun.inside(home, "actor", "list").out()).as(name).contains("echo");
      try (ServerRun server = ServerRun.start(home, "--degraded")) {
        assertThat(CommandRun.inside(home, "actor", "request", "echo", name).out())
            .isEqualTo(name + "\n");
        assertThat(server.end()).as(name).isZero();
      }
      assertThat(Files.readAllBytes(file)).as(name).isEqualTo(damaged);

      Files.write(file, whole);
      assertThat(CommandRun.inside(home, "verify").exit()).as(name).isZero();
      assertThat(CommandRun.inside(home, "actor", "request", "echo", "on").out()).isEqualTo("on\n");
    }
  }

  private void flipIn(String text) throws IOException {
    EchoHome.flip(home, text);
  }
}
