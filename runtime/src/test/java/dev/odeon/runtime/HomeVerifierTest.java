package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Finding;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Content;
import dev.odeon.chain.verify.HistoryFinding;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreException;
import dev.odeon.store.StoreName;
import dev.odeon.store.StoreReport;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that a home promises to keep, and who notices that it did not. */
class HomeVerifierTest {
  private static final Path STORE = TestNode.FOLDER.resolve("store");

  private final SimDisk disk = new SimDisk(1);
  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
  private ContentRef put = new ContentRef(dev.odeon.base.Hash.ZERO);

  @BeforeEach
  void fill() {
    try (TestNode node = TestNode.open(ports)) {
      node.start("k", "probe/keeper", "[grants]", "store = true");
      node.request(
          "k", "s|default|hello\ng|default|" + hex("hello") + "\nl|default|a|" + hex("hello"));
      node.request("k", "e|default|" + hex("nobody's") + "\ng|default|" + hex("nobody's"));
      Store store = node.actors().store();
      put = store.put(Bytes.utf8("from outside"));
      store.describe(put, "text/plain");
      store.labels().add(new Label("b"), put);
      store.labels().add(new Label("c"), store.put(random((1 << 20) + 1)));
      store.create(new StoreName("acme", "notes"));
      store.labels(new StoreName("acme", "notes")).add(new Label("d"), put);
      // A block, and what the log alone holds.
      store.labels().add(new Label("e"), new ContentRef(node.blocks("k").getFirst().hash()));
      store
          .labels()
          .add(
              new Label("f"),
              new ContentRef(
                  Content.of(Bytes.wrap(dev.odeon.guests.SampleGuests.module("probe/keeper")))
                      .hash()));
      var _ = node.actors().chains().signHead();
    }
  }

  private static Bytes random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(1).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static String hex(String text) {
    return ContentRef.of(Bytes.utf8(text)).hex();
  }

  private HomeReport verify(HomeVerifier.Scope scope) {
    disk.faults(Fault.readOnly());
    HomeReport report =
        HomeVerifier.verify(ports, TestNode.FOLDER, scope, null, Progress.NONE, Progress.NONE);
    disk.faults(Fault.none());
    return report;
  }

  private List<String> found() {
    HomeReport report = verify(HomeVerifier.Scope.ALL);
    List<String> all = new ArrayList<>();
    report.files().forEach(finding -> all.add(finding.text()));
    Objects.requireNonNull(report.log()).findings().stream()
        .map(HistoryFinding::text)
        .forEach(all::add);
    store(report).findings().stream().map(Finding::text).forEach(all::add);
    assertThat(report.isSound()).isEqualTo(all.isEmpty());
    return all;
  }

  private static StoreReport store(HomeReport report) {
    return Objects.requireNonNull(report.store());
  }

  @Test
  void findsNothingInAHomeThatIsAsItWasWritten() {
    assertThat(found()).isEmpty();
    StoreReport report = store(verify(HomeVerifier.Scope.ALL));
    assertThat(report.contents()).isEqualTo(3);
    assertThat(report.labels()).isEqualTo(6);
    // Two modules' worth: module and manifest; hello, put, the large one, the block.
    assertThat(report.names()).isEqualTo(6);
    assertThat(store(verify(HomeVerifier.Scope.STORE)).isSound()).isTrue();
    assertThat(verify(HomeVerifier.Scope.STORE).log()).isNull();
    assertThat(verify(HomeVerifier.Scope.LOG).store()).isNull();
  }

  /** No file of a home that is not derived can be altered unnoticed, wherever it is. */
  @Test
  void namesEveryFileInWhichABitWasFlipped() {
    List<Path> kept =
        disk.files().stream()
            .filter(file -> !file.startsWith(TestNode.FOLDER.resolve("derived")))
            .filter(file -> !file.startsWith(TestNode.FOLDER.resolve("tree/tiles")))
            .filter(file -> !file.endsWith("lock"))
            .toList();
    assertThat(kept.stream().map(TestNode.FOLDER::relativize).map(Path::toString))
        .contains("format", "clean", "keys/log.pub", "keys/log.key", "keys/code", "tree/heads/last")
        .contains("tree/heads/key")
        .contains("store/labels.at", "store/labels/a", "store/named/acme/notes/labels/d")
        .anyMatch(name -> name.startsWith("log/"))
        .anyMatch(name -> name.startsWith("store/packs/"));
    for (Path file : kept) {
      flipEverywhere(file);
    }
    assertThat(found()).isEmpty();
  }

  private void flipEverywhere(Path file) {
    Bytes whole = disk.peek(file);
    int stride = Math.max(1, whole.size() / 23);
    for (int offset = 0; offset < whole.size(); offset += stride) {
      // What lies ahead of use is zeros, and means nothing.
      int at = offset;
      while (at < whole.size() && whole.at(at) == 0) {
        at++;
      }
      if (at == whole.size()) {
        return;
      }
      disk.flip(file, at, offset & 7);
      assertThat(found())
          .as("%s, byte %d", file, at)
          .anyMatch(line ->
              file.toString().contains("/log/")
                  || line.contains(TestNode.FOLDER.relativize(file).toString()));
      disk.flip(file, at, offset & 7);
      offset = Math.max(offset, at);
    }
  }

  @Test
  void namesWhoNamesContentThatIsMissing() {
    disk.delete(STORE.resolve("data").resolve(hex("hello")));
    disk.delete(STORE.resolve("data").resolve(put.hex()));

    assertThat(found())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("block 1 of", hex("hello"), "missing"),
            line -> assertThat(line).contains("store/labels/b", put.hex(), "missing"));
    assertThat(store(verify(HomeVerifier.Scope.STORE)).findings())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder("store/labels/a", "store/labels/b");
    assertThat(verify(HomeVerifier.Scope.LOG).isSound()).isTrue();
  }

  @Test
  void collectsNothingWhileABlockNamesWhatIsMissing() {
    try (TestNode node = TestNode.open(ports)) {
      Store store = node.actors().store();
      store.labels().remove(new Label("a"));
      disk.delete(STORE.resolve("data").resolve(hex("hello")));
      ContentRef garbage = store.put(Bytes.utf8("garbage"));

      assertThatExceptionOfType(StoreException.Refused.class)
          .isThrownBy(() -> collect(node))
          .withMessageContaining("block 1 of")
          .withMessageContaining(hex("hello"));
      assertThat(store.exists(garbage)).isTrue();
      store.put(Bytes.utf8("hello"));
      collect(node);
      assertThat(store.exists(garbage)).isFalse();
      assertThat(store.exists(ContentRef.of(Bytes.utf8("hello")))).isTrue();
    }
    assertThat(found()).isEmpty();
  }

  private static void collect(TestNode node) {
    node.actors()
        .store()
        .collect(node.actors().roots(), false, Duration.ZERO, Progress.NONE, _ -> {});
  }

  @Test
  void readsAHomeThatDoesNotOpenAnyMore() {
    disk.flip(STORE.resolve("labels.at"), 0, 0);
    disk.flip(TestNode.FOLDER.resolve("format"), 20, 0);
    disk.flip(TestNode.FOLDER.resolve("clean"), 3, 0);

    assertThat(found())
        .anyMatch(line -> line.startsWith("format: "))
        .anyMatch(line -> line.startsWith("store/labels.at: "))
        .anyMatch(line -> line.contains("/clean "));
  }

  @Test
  void refusesAHomeOfAnotherFormat() {
    disk.writeAtomically(
        TestNode.FOLDER.resolve("format"), Bytes.utf8("odeon-home 1 " + "0".repeat(32) + "\n"));

    assertThatExceptionOfType(HomeException.class)
        .isThrownBy(this::found)
        .withMessageContaining("format 1");
  }

  @Test
  void noticesKeysThatDoNotBelongTogether() {
    Path key = TestNode.FOLDER.resolve("keys/log.pub");
    SimDisk other = new SimDisk(2);
    try (TestNode node =
        TestNode.open(new Ports(Clock.system(), new SeededEntropy(8), other, Threads.system()))) {
      node.start("c", "counter");
      var _ = node.actors().chains().signHead();
    }
    disk.delete(key);
    try (DiskFile file = disk.open(key, Disk.Mode.CREATE)) {
      file.writeFully(0, other.peek(key).buffer());
    }

    assertThat(found())
        .anyMatch(
            line -> line.contains("keys/log.pub is of") && line.contains("they are not a pair"));
  }
}
