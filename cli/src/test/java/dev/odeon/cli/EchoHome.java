package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.actor.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A home with the actor echo, whose messages can be found in the files and damaged there. */
final class EchoHome {
  private EchoHome() {}

  /** Ten messages, {@code payload number 0} and on, in a home in {@code folder}. */
  static void fill(Path folder) {
    Path home = folder.resolve("home");
    Path manifest = new Guests(folder).sample("echo");
    try (Feed feed = Feed.start(InstalledCommand.line(), home, manifest, "echo")) {
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

  /** A copy, in another folder, of the home that was filled. */
  static Path copy(Path filled, Path folder) throws Exception {
    Path home = folder.resolve("home");
    FilledHome.copy(filled.resolve("home"), home);
    return home;
  }

  /** Flips the lowest bit of the first byte of each place in the log that holds {@code text}. */
  static void flip(Path home, String text) throws IOException {
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
