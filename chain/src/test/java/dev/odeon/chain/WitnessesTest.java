package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.log.LogException;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WitnessesTest {
  private static final Key A = Key.actor("a");
  private static final Path CLEAN = Home.FOLDER.resolve("clean");
  private static final Path LAST = Home.FOLDER.resolve("tree/heads/last");

  private final SimDisk disk = new SimDisk(1);

  @Test
  @SuppressWarnings("resource") // the power is off: there is nothing to close
  void signsWhatIsDurableAndKeepsItBeforeItIsHandedOut() {
    Chains chains = Home.open(disk);
    Home.grow(chains, A, 3);

    SignedHead head = chains.signHead();

    assertThat(head.size()).isEqualTo(3);
    assertThat(head.root()).isEqualTo(chains.rootAt(3));
    head.check(HeadKey.readPublic(disk, Home.FOLDER.resolve("keys")));
    Bytes note = chains.note(head);
    assertThat(disk.crash(5).readAll(LAST)).isEqualTo(note);
  }

  @Test
  void signsTheSameHeadOnceAndGrowsWithTheLog() {
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.signHead().size()).isZero();
      Home.grow(chains, A, 2);
      SignedHead first = chains.signHead();
      long changes = disk.changes();
      assertThat(chains.signHead()).isSameAs(first);
      assertThat(disk.changes()).isEqualTo(changes);
      Home.grow(chains, A, 1);
      assertThat(chains.signHead().size()).isEqualTo(3);
    }
  }

  @Test
  void keepsItsKeyFromOneOpeningToTheNext() {
    String origin;
    try (Chains chains = Home.open(disk)) {
      origin = chains.signHead().origin();
    }
    disk.delete(Home.FOLDER.resolve("keys/log.pub"));
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 1);
      assertThat(chains.signHead().origin()).isEqualTo(origin);
      HeadKey.readPublic(disk, Home.FOLDER.resolve("keys"));
    }
    disk.delete(Home.FOLDER.resolve("keys/log.key"));
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 1);
      assertThatThrownBy(chains::signHead)
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("log.key")
          .hasMessageContaining("missing");
    }
  }

  @Test
  void refusesALogThatIsShorterThanTheCleanMark() {
    Map<Path, Bytes> earlier = grown(10);
    grown(10);
    restore(earlier);

    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(LogException.Shortened.class)
        .hasMessageContaining("acknowledged data is gone");
  }

  @Test
  void refusesALogThatIsShorterThanTheLastSignedHead() {
    Map<Path, Bytes> earlier = grown(10);
    grown(10);
    restore(earlier);
    disk.delete(CLEAN);
    Map<Path, Bytes> before = log();

    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("has 10 blocks")
        .hasMessageContaining("signed head names 20");
    assertThat(log()).isEqualTo(before);
  }

  @Test
  void refusesAnotherLogOfTheSameLength() {
    Map<Path, Bytes> start = grown(1);
    grown(10);
    Bytes clean = disk.readAll(CLEAN);
    Bytes last = disk.readAll(LAST);
    restore(start);
    disk.delete(CLEAN);
    disk.delete(LAST);
    try (Chains chains = Home.open(disk)) {
      Head head = chains.head(A).orElseThrow();
      for (int i = 0; i < 20; i++) {
        head = Home.append(chains, Samples.block(A, head, "other " + i));
      }
    }
    disk.writeAtomically(CLEAN, clean);
    assertThatThrownBy(() -> Home.open(disk)).hasMessageContaining("the log was rewritten");
    disk.delete(CLEAN);
    disk.writeAtomically(LAST, last);
    assertThatThrownBy(() -> Home.open(disk)).hasMessageContaining("the log was rewritten");
  }

  @Test
  void opensALogThatIsLongerThanItsWitnesses() {
    grown(5);
    Bytes clean = disk.readAll(CLEAN);
    grown(5);
    disk.writeAtomically(CLEAN, clean);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.size()).isEqualTo(10);
    }
  }

  @Test
  void saysWhichWitnessCannotBeRead() {
    grown(1);
    disk.flip(CLEAN, 0, 1);
    assertThatThrownBy(() -> Home.open(disk)).hasMessageContaining("/home/clean is not readable");
  }

  @Test
  void proveTheirRootsAcrossSegments() {
    Hash early;
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 100);
      early = chains.rootAt(100);
      Home.grow(chains, A, 500);
      assertThat(chains.consistency(100, 600).holds(early, chains.rootAt(600))).isTrue();
    }
  }

  /** Opens, grows the chain, signs, closes; returns the files of the log. */
  private Map<Path, Bytes> grown(int count) {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, count);
      chains.signHead();
    }
    return log();
  }

  private Map<Path, Bytes> log() {
    Map<Path, Bytes> files = new HashMap<>();
    for (Path file : disk.files()) {
      if (file.toString().contains("/log/")) {
        files.put(file, disk.peek(file));
      }
    }
    return files;
  }

  private void restore(Map<Path, Bytes> earlier) {
    for (Path file : List.copyOf(disk.files())) {
      if (file.toString().contains("/log/")) {
        disk.delete(file);
      }
    }
    earlier.forEach(disk::writeAtomically);
  }
}
