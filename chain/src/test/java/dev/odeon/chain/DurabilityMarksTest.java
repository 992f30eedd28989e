package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.log.LogException;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.PowerCut;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurabilityMarksTest {
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
  void opensALogThatIsLongerThanItsMarks() {
    grown(5);
    Bytes clean = disk.readAll(CLEAN);
    grown(5);
    disk.writeAtomically(CLEAN, clean);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.size()).isEqualTo(10);
    }
  }

  @Test
  void saysWhichMarkCannotBeRead() {
    grown(1);
    disk.flip(CLEAN, 0, 1);
    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("/home/clean is damaged")
        .hasMessageContaining("the log of 1 blocks has all that the last signed head names")
        .hasMessageContaining("delete the file");
  }

  @Test
  void neverBlamesTheLogForALastSignedHeadThatIsDamaged() {
    grown(20);
    Map<Path, Bytes> before = log();
    for (int at = 0; at < disk.peek(LAST).size(); at++) {
      disk.flip(LAST, at, at % 8);
      assertThatThrownBy(() -> Home.open(disk))
          .as("byte %d", at)
          .isInstanceOf(ChainException.class)
          .hasMessageStartingWith("/home/tree/heads/last is damaged")
          .hasMessageContaining("the log of 20 blocks has all that the clean-shutdown mark names");
      disk.flip(LAST, at, at % 8);
    }
    assertThat(log()).isEqualTo(before);
    Home.open(disk).close();
  }

  @Test
  void neverBlamesTheLogForACleanMarkThatASignedHeadRefutes() {
    grown(20);
    long root = disk.peek(CLEAN).size() - 20;
    disk.flip(CLEAN, root, 2);
    assertThatThrownBy(() -> Home.open(disk))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("/home/clean is damaged")
        .message()
        .doesNotContain("rewritten");
  }

  /** Only a signature proves something; a mark alone may be the one that is wrong. */
  @Test
  void saysBothWhereAMarkAloneDiffers() {
    grown(20);
    disk.delete(LAST);
    disk.flip(CLEAN, disk.peek(CLEAN).size() - 20, 2);
    assertThatThrownBy(() -> Home.open(disk)).hasMessageContaining("/home/clean is damaged");
  }

  @Test
  void refusesAForgedHeadOfMoreBlocks() {
    grown(5);
    SignedHead real = SignedHead.parse(disk.readAll(LAST));
    HeadKey key = HeadKey.readPublic(disk, Home.FOLDER.resolve("keys"));
    SignedHead forged = new SignedHead(real.origin(), 50, real.root(), real.signature());
    disk.writeAtomically(LAST, forged.encoded(key));
    assertThatThrownBy(() -> Home.open(disk))
        .hasMessageStartingWith("/home/tree/heads/last is damaged")
        .hasMessageContaining("the head was altered");
  }

  /** A leaf that nobody reads at an opening, until a mark names a tree of before. */
  @Test
  void makesTilesAgainThatDoNotFitTheLog() {
    grown(100);
    Bytes clean = disk.readAll(CLEAN);
    Bytes last = disk.readAll(LAST);
    grown(500);
    disk.writeAtomically(CLEAN, clean);
    disk.writeAtomically(LAST, last);
    Path leaves = Home.FOLDER.resolve("tree/tiles/0");
    Bytes whole = disk.peek(leaves);
    disk.flip(leaves, 50 * Hash.SIZE, 0);

    try (Chains chains = Home.open(disk)) {
      assertThat(chains.notices())
          .singleElement()
          .satisfies(line -> assertThat(line).contains("/home/tree/tiles").contains("made again"));
      assertThat(chains.size()).isEqualTo(600);
    }
    assertThat(disk.peek(leaves).slice(0, whole.size())).isEqualTo(whole);
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.notices()).isEmpty();
    }
  }

  @Test
  void keepsTheTilesOfALogThatWasRewritten() {
    grown(300);
    Bytes last = disk.readAll(LAST);
    Map<Path, Bytes> tiles = files("/tiles/");
    for (Path file : List.copyOf(disk.files())) {
      if (!file.toString().contains("/keys/") && !file.toString().contains("/tiles/")) {
        disk.delete(file);
      }
    }
    try (Chains chains = Home.open(disk)) {
      Head head = null;
      for (int i = 0; i < 300; i++) {
        head = Home.append(chains, Samples.block(A, head, "other " + i));
      }
    }
    tiles.forEach(disk::writeAtomically);
    disk.delete(CLEAN);
    disk.createFolders(LAST.resolveSibling(""));
    disk.writeAtomically(LAST, last);

    assertThatThrownBy(() -> Home.open(disk)).hasMessageContaining("the log was rewritten");
    assertThat(files("/tiles/")).isEqualTo(tiles);
  }

  @Test
  void neverMakesAKeyWhereOneWasLost() {
    grown(3);
    String origin = SignedHead.parse(disk.readAll(LAST)).origin();
    disk.delete(Home.FOLDER.resolve("keys/log.key"));
    disk.delete(Home.FOLDER.resolve("keys/log.pub"));
    for (Path sign : List.of(LAST, Home.FOLDER.resolve("tree/heads/key"))) {
      try (Chains chains = Home.open(disk)) {
        assertThat(chains.notices()).singleElement().asString().contains(origin);
        Home.grow(chains, A, 1);
        assertThatThrownBy(chains::signHead)
            .isInstanceOf(ChainException.class)
            .hasMessageContaining("/home/keys/log.key is missing")
            .hasMessageContaining(origin)
            .hasMessageContaining("under a new identity");
      }
      // One of the two signs that it has signed is enough.
      Bytes kept = disk.readAll(sign);
      disk.delete(sign);
      try (Chains chains = Home.open(disk)) {
        assertThatThrownBy(chains::signHead).hasMessageContaining(origin);
      }
      disk.writeAtomically(sign, kept);
    }
    assertThat(disk.exists(Home.FOLDER.resolve("keys/log.key"))).isFalse();
  }

  @Test
  void refusesToSignWithAKeyThatIsDamagedOrAnother() {
    grown(3);
    Path file = Home.FOLDER.resolve("keys/log.key");
    Bytes key = disk.readAll(file);
    for (int at = 0; at < key.size(); at++) {
      disk.flip(file, at, at % 8);
      assertThat(HeadKeys.of(disk, Home.FOLDER).problem())
          .as("byte %d", at)
          .get()
          .asString()
          .startsWith("/home/keys/log.key is damaged");
      disk.flip(file, at, at % 8);
    }
    Path open = Home.FOLDER.resolve("keys/log.pub");
    disk.flip(open, 40, 1);
    assertThat(HeadKeys.of(disk, Home.FOLDER).problem().orElse(""))
        .isEqualTo("/home/keys/log.pub is damaged: delete it, it is made again from log.key");
    HeadKey other = HeadKey.ofSeed(Bytes.wrap(new byte[32]));
    disk.writeAtomically(open, Bytes.utf8(other.verifierKey() + "\n"));
    assertThat(HeadKeys.of(disk, Home.FOLDER).problem().orElse("")).contains("they are not a pair");
    disk.writeAtomically(file, Bytes.utf8(other.signerKey() + "\n"));
    assertThat(HeadKeys.of(disk, Home.FOLDER).problem().orElse("")).contains("key was replaced");
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 1);
      assertThatThrownBy(chains::signHead).hasMessageContaining("key was replaced");
    }
  }

  @Test
  void signsAsSomebodyNewOnlyWhenTold() {
    grown(3);
    SignedHead kept = SignedHead.parse(disk.readAll(LAST));
    disk.delete(Home.FOLDER.resolve("keys/log.key"));
    String fresh;
    try (Chains chains = Home.openWith(disk, 7)) {
      assertThat(chains.replaceKey()).contains(kept.origin());
      fresh = chains.signHead().origin();
    }
    assertThat(fresh).isNotEqualTo(kept.origin());
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.notices()).isEmpty();
      Home.grow(chains, A, 1);
      assertThat(chains.signHead().origin()).isEqualTo(fresh);
    }
    // What was signed before is still checked, by the key that it names.
    assertThat(Verifier.verify(disk, Threads.system(), Home.FOLDER, kept).isSound()).isTrue();
    assertThat(files("/keys/")).hasSize(3);
    assertThat(files("/heads/last.")).hasSize(1);
  }

  @Test
  void isSomebodyAfterEveryCrashWhileItsKeyIsReplaced() {
    grown(3);
    SignedHead kept = SignedHead.parse(disk.readAll(LAST));
    disk.settle();
    boolean done = false;
    for (int cut = 0; !done; cut++) {
      SimDisk next = disk.crash(cut);
      done = replaced(next, cut);
      SimDisk booted = done ? next : next.crash(cut);
      if (HeadKeys.of(booted, Home.FOLDER).problem().isPresent()) {
        assertThat(replaced(booted, Long.MAX_VALUE / 2)).isTrue();
      }
      try (Chains chains = Home.open(booted)) {
        Home.grow(chains, A, 1);
        assertThat(chains.signHead().size()).isEqualTo(4);
      }
      assertThat(Verifier.verify(booted, Threads.system(), Home.FOLDER, kept).findings())
          .as("cut at %d", cut)
          .isEmpty();
    }
  }

  /** Whether it was done before the power is cut, at change {@code cut} of it. */
  private static boolean replaced(SimDisk disk, long cut) {
    disk.faults(Fault.cutAtChange(disk.changes() + cut));
    try {
      HeadKey _ = HeadKeys.of(disk, Home.FOLDER).replace(new SeededEntropy(cut));
      disk.faults(Fault.none());
      return true;
    } catch (PowerCut _) {
      return false;
    }
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
    return files("/log/");
  }

  private Map<Path, Bytes> files(String within) {
    Map<Path, Bytes> files = new HashMap<>();
    for (Path file : disk.files()) {
      if (file.toString().contains(within)) {
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
