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

/** A home whose log does not hold any more what was written. */
class DamagedHomeIT {
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
  void namesTheBlockThatWasAlteredInAMiddleBatch() throws IOException {
    flipIn("payload number 4");
    CommandRun open = CommandRun.inside(home, "actor", "request", "echo", "next");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.errLines())
        .singleElement()
        .asString()
        .contains("is damaged", ".segment, byte ", "block 5 of echo", "odeon serve --degraded");
    CommandRun verify = CommandRun.inside(home, "verify");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.errLines()).singleElement().asString().contains("echo", "block 5");
  }

  @Test
  void neverGoesOnWithoutTheLastBatchThatAProcessAcknowledgedAndClosed() throws IOException {
    flipIn("payload number 9");
    CommandRun open = CommandRun.inside(home, "actor", "request", "echo", "next");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.errLines()).singleElement().asString().contains("block 10 of echo");
    assertThat(CommandRun.inside(home, "verify").exit()).isEqualTo(1);
  }

  @Test
  void isWholeAgainWithTheBytesPutBack() throws IOException {
    flipIn("payload number 4");
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "x").exit()).isEqualTo(1);
    flipIn("qayload number 4");
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").out())
        .isEqualTo("next\n");
    assertThat(CommandRun.inside(home, "verify").exit()).isZero();
  }

  @Test
  void showsWhatCanStillBeRead() throws IOException {
    flipIn("payload number 4");

    CommandRun list = CommandRun.inside(home, "actor", "list", "--json");
    assertThat(list.exit()).isZero();
    assertThat(list.onlyJson().get("status").asString()).isEqualTo("damaged");
    assertThat(list.onlyJson().get("reason").asString()).isEqualTo("block 5 is damaged");
    assertThat(list.errLines()).singleElement().asString().startsWith("odeon: warning: the home ");
    assertThat(CommandRun.inside(home, "actor", "events", "echo", "--to", "4").out())
        .contains("payload number 3");
    CommandRun beyond = CommandRun.inside(home, "actor", "events", "echo", "--from", "6");
    assertThat(beyond.exit()).isZero();
    assertThat(beyond.out()).contains("payload number 5", "payload number 9");
    assertThat(CommandRun.inside(home, "actor", "events", "echo", "--from", "5").exit())
        .isEqualTo(1);
    assertThat(CommandRun.inside(home, "store", "list").exit()).isZero();
  }

  @Test
  void salvagesAllThatVerifiesIntoANewHome() throws IOException {
    Path manifest = guests.sample("counter");
    assertThat(CommandRun.inside(home, "actor", "start", manifest.toString()).exit()).isZero();
    assertThat(CommandRun.inside(home, "actor", "request", "counter", "5").out()).isEqualTo("5\n");
    Path kept = guests.write("kept.txt", "kept");
    Path lost = guests.write("lost.txt", "lost");
    byte[] large = new byte[3 << 20];
    new java.util.Random(1).nextBytes(large);
    Path file = guests.write("large.bin", large);
    for (Path each : List.of(kept, lost, file)) {
      assertThat(CommandRun.inside(home, "store", "put", each.toString(), "--label", "all").exit())
          .isZero();
    }
    flipIn("payload number 4");
    try (var files = Files.list(home.resolve("store/data"))) {
      for (Path each : files.toList()) {
        if (Files.readString(each).equals("lost")) {
          Files.writeString(each, "lose");
        }
      }
    }
    Path salvaged = folder.resolve("salvaged");

    CommandRun run = CommandRun.inside(home, "salvage", salvaged.toString());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("7 blocks of 2 actors, 2 blobs and 1 label")
        .contains("echo ends before block 5", "6 blocks from there on left out")
        .contains("store/data/", "label 'all' of store 'default' named content");
    assertThat(CommandRun.inside(salvaged, "verify").exit()).isZero();
    assertThat(CommandRun.inside(salvaged, "actor", "request", "echo", "next").out())
        .isEqualTo("next\n");
    assertThat(CommandRun.inside(salvaged, "actor", "request", "counter", "1").out())
        .isEqualTo("6\n");
    assertThat(CommandRun.inside(salvaged, "replay", "counter").exit()).isZero();
    assertThat(CommandRun.inside(salvaged, "store", "gc").exit()).isZero();
    Path back = folder.resolve("back.bin");
    assertThat(
            CommandRun.inside(salvaged, "store", "get", "store:all", "-o", back.toString()).exit())
        .isZero();
    assertThat(Files.readAllBytes(back)).isEqualTo(large);
    // It is refused where something is, and the home that was read is as it was.
    CommandRun again = CommandRun.inside(home, "salvage", salvaged.toString());
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errLines()).singleElement().asString().contains("is not empty");
    flipIn("qayload number 4");
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").out())
        .isEqualTo("next\n");
  }

  @Test
  void needsNothingThatIsDerived() throws IOException {
    if (Files.exists(home.resolve("derived"))) {
      FileTree.remove(home.resolve("derived"));
    }
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").out())
        .isEqualTo("next\n");
    assertThat(CommandRun.inside(home, "replay", "echo").exit()).isZero();
  }

  private void flipIn(String text) throws IOException {
    EchoHome.flip(home, text);
  }
}
