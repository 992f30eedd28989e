package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home whose log does not hold any more what was written. */
class DamagedHomeIT {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void fillHome() {
    home = folder.resolve("home");
    guests = new Guests(folder);
    try (Feed feed = Feed.start(InstalledCommand.line(), home, guests.sample("echo"), "echo")) {
      feed.ready();
      for (int i = 0; i < 10; i++) {
        // One at a time: each in a batch of its own.
        feed.send("m-" + i, "payload number " + i);
        feed.flush();
        assertThat(feed.next()).isNotNull();
      }
      assertThat(feed.finish()).isZero();
    }
  }

  @Test
  void namesTheBlockThatWasAlteredInAMiddleBatch() throws IOException {
    flipIn("payload number 4");
    CommandRun open = CommandRun.of(home, "actor", "request", "echo", "next");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.errLines()).singleElement().asString().contains("damage");
    CommandRun verify = CommandRun.of(home, "verify");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.errLines()).singleElement().asString().contains("echo", "block 5");
  }

  @Test
  void neverGoesOnWithoutTheLastBatchThatAProcessAcknowledgedAndClosed() throws IOException {
    flipIn("payload number 9");
    CommandRun open = CommandRun.of(home, "actor", "request", "echo", "next");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.errLines()).singleElement().asString().startsWith("odeon: ");
    assertThat(CommandRun.of(home, "verify").exit()).isEqualTo(1);
  }

  @Test
  void isWholeAgainWithTheBytesPutBack() throws IOException {
    flipIn("payload number 4");
    assertThat(CommandRun.of(home, "actor", "list").exit()).isEqualTo(1);
    flipIn("qayload number 4");
    assertThat(CommandRun.of(home, "actor", "request", "echo", "next").out()).isEqualTo("next\n");
    assertThat(CommandRun.of(home, "verify").exit()).isZero();
  }

  @Test
  void needsNothingThatIsDerived() throws IOException {
    try (Scratch scratch = Scratch.create(false)) {
      Path copy = scratch.copy(home, "copy");
      if (Files.exists(copy.resolve("derived"))) {
        try (var files = Files.walk(copy.resolve("derived"))) {
          for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      assertThat(CommandRun.of(copy, "actor", "request", "echo", "next").out()).isEqualTo("next\n");
      assertThat(CommandRun.of(copy, "replay", "echo").exit()).isZero();
    }
  }

  /** Flips the lowest bit of the first byte of each place in the log that holds {@code text}. */
  private void flipIn(String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    int flipped = 0;
    List<Path> segments;
    try (var files = Files.list(home.resolve("log"))) {
      segments = files.toList();
    }
    for (Path segment : segments) {
      byte[] bytes = Files.readAllBytes(segment);
      for (int at = 0; at + wanted.length <= bytes.length; at++) {
        if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
          bytes[at] ^= 1;
          flipped++;
        }
      }
      Files.write(segment, bytes);
    }
    assertThat(flipped).isPositive();
  }
}
