package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HomeStoreTest {
  private final SimDisk disk = new SimDisk(1);
  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());

  @Test
  void opensNoStoreThatNobodyAsksFor() {
    try (TestNode node = TestNode.open(ports)) {
      node.start("c", "counter");
      node.request("c", "inc");
    }

    assertThat(disk.exists(TestNode.FOLDER.resolve("store"))).isFalse();
  }

  @Test
  void keepsWhatIsPutUntilTheNextTime() {
    ContentRef ref;
    try (TestNode node = TestNode.open(ports)) {
      ref = node.actors().store().labels().putAt(new Label("greeting"), Bytes.utf8("hello"));
    }
    try (TestNode node = TestNode.open(ports)) {
      assertThat(node.actors().store().get(ref).text()).isEqualTo("hello");
      assertThat(node.actors().store().labels().get(new Label("greeting"))).containsExactly(ref);
    }
  }

  @Test
  void answersTheLabelOfAChainsHeadAndTheHeadersOfBlocks() {
    try (TestNode node = TestNode.open(ports)) {
      node.start("c", "counter");
      node.request("c", "inc");
      Store store = node.actors().store();
      Block last = node.blocks("c").getLast();

      List<ContentRef> head = store.labels().get(new Label("c:chain-head"));
      assertThat(head).containsExactly(new ContentRef(last.hash()));
      assertThat(store.get(head.getFirst())).isEqualTo(last.headerBytes());
      assertThat(store.labels().get(new Label("nobody:chain-head"))).isEmpty();
      assertThat(store.labels().get(new Label("a/b/c:chain-head"))).isEmpty();
      assertThat(store.exists(new ContentRef(Hash.of(Bytes.utf8("no block"))))).isFalse();
    }
  }

  @Test
  void findsEveryBlockAcrossSegmentsAndWithoutDerivedData() {
    Map<ContentRef, Bytes> headers = new TreeMap<>();
    try (TestNode node = TestNode.open(ports)) {
      node.start("c", "counter");
      String filler = "x".repeat(60_000);
      for (int i = 0; i < 40; i++) {
        node.send("c", "inc" + filler);
      }
      node.blocks("c").forEach(b -> headers.put(new ContentRef(b.hash()), b.headerBytes()));
      assertThatAllAreFound(node, headers);
    }
    assertThat(disk.list(TestNode.FOLDER.resolve("log")).size()).isGreaterThan(2);
    try (TestNode node = TestNode.open(ports)) {
      assertThatAllAreFound(node, headers);
    }
    for (String file : disk.list(TestNode.FOLDER.resolve("derived/index"))) {
      if (file.endsWith(".blocks") || file.endsWith(".store")) {
        disk.delete(TestNode.FOLDER.resolve("derived/index").resolve(file));
      }
    }
    try (TestNode node = TestNode.open(ports)) {
      assertThatAllAreFound(node, headers);
    }
  }

  private static void assertThatAllAreFound(TestNode node, Map<ContentRef, Bytes> headers) {
    assertThat(headers)
        .isNotEmpty()
        .allSatisfy((ref, header) -> assertThat(node.actors().store().get(ref)).isEqualTo(header));
  }

  @Test
  void collectsNoModuleThatRan() {
    try (TestNode node = TestNode.open(ports)) {
      Store store = node.actors().store();
      node.start("c", "counter");
      ContentRef module = store.put(Bytes.wrap(SampleGuests.module("counter")));
      ContentRef other = store.put(Bytes.utf8("nobody's"));

      store.collect(node.actors().roots(), false, Duration.ZERO, Progress.NONE, _ -> {});

      assertThat(store.contents().exists(module)).isTrue();
      assertThat(store.contents().exists(other)).isFalse();
    }
  }
}
