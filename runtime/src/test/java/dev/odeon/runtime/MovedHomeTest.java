package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.runtime.actor.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home that was moved while it was open, with another in its place. */
@Timeout(120)
class MovedHomeTest {
  private static final int MESSAGES = 200;
  private static final String LARGE = "x".repeat(60_000);

  @TempDir private Path folder = Path.of("");

  @Test
  void keepsWhatItAcknowledgedAndWritesNothingIntoTheOther() throws IOException {
    Path at = folder.resolve("home");
    Path moved = folder.resolve("moved");
    try (TestNode other = TestNode.at(at, Ports.system())) {
      other.start("c", "counter");
      other.request("c", "7");
    }
    Path beside = Files.move(at, folder.resolve("beside"));
    SortedMap<String, Hash> before = contents(beside);
    long acknowledged;
    try (TestNode node = TestNode.at(at, Ports.system())) {
      node.start("c", "counter");
      Files.move(at, moved);
      Files.move(beside, at);
      // Segments are 1 MiB: the log needs further ones.
      acknowledged = fill(node);
      assertThat(acknowledged).isBetween(1L, MESSAGES - 1L);
      assertThatThrownBy(() -> node.actors().store())
          .hasMessageContaining(at + " was moved or replaced while it was open");
    }
    assertThat(contents(at)).isEqualTo(before);
    try (TestNode other = TestNode.at(at, Ports.system())) {
      assertThat(other.counter("c")).isEqualTo(7);
    }
    try (TestNode node = TestNode.at(moved, Ports.system())) {
      assertThat(node.blocks("c")).hasSizeGreaterThan((int) acknowledged);
      assertThat(node.actors().history().replay(Key.actor("c"), _ -> {}).divergences()).isEmpty();
    }
  }

  /** Sends until no more is taken; how many were. */
  private static long fill(TestNode node) {
    for (int i = 0; i < MESSAGES; i++) {
      try {
        Message message = Message.send(Key.actor("c"), TestNode.freshId(), Bytes.utf8(LARGE));
        if (!(node.actors().deliver(message) instanceof Delivery.Accepted accepted)
            || !(accepted.answer().await() instanceof Answer.Completed)) {
          return i;
        }
      } catch (RuntimeException e) {
        return i;
      }
    }
    return MESSAGES;
  }

  private static SortedMap<String, Hash> contents(Path home) throws IOException {
    SortedMap<String, Hash> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        all.put(
            home.relativize(file).toString(),
            Files.isDirectory(file) ? Hash.ZERO : Hash.of(Bytes.wrap(Files.readAllBytes(file))));
      }
    }
    return all;
  }
}
