package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokenDiskTest {
  private static final Key COUNTER = Key.actor("c");

  private final SimDisk disk = new SimDisk(3);
  private final Ports ports =
      new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());

  @Test
  void neverLeavesTheStateAheadOfTheLogWhenTheDiskIsFull() {
    try (TestNode node = TestNode.open(ports)) {
      node.start("c", "counter");
      node.start("e", "echo");
      disk.capacity(disk.used() + (256 << 10));
      long taken = 0;
      boolean full = false;
      for (int round = 0; round < 100 && !full; round++) {
        List<Pending<Answer>> answers = burst(node, round);
        for (Pending<Answer> answer : answers) {
          Answer came = answer.await();
          full |= came instanceof Answer.Refused;
          taken += came instanceof Answer.Completed ? 1 : 0;
        }
        node.actors().deliver(filler(round));
      }
      assertThat(full).isTrue();
      assertThat(node.counter("c")).isEqualTo(taken);

      disk.capacity(1L << 40);
      assertThat(node.request("c", "inc")).isEqualTo(Long.toString(taken + 1));
      assertThat(node.actors().history().replay(COUNTER, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void takesNothingMoreAfterAFailedSyncAndLosesNothing() {
    long taken = 0;
    TestNode node = TestNode.open(ports);
    node.start("c", "counter");
    for (int i = 0; i < 3; i++) {
      taken += node.answer(inc("before-" + i)) instanceof Answer.Completed ? 1 : 0;
    }
    disk.faults(Fault.failSync(0));
    assertThat(node.answer(inc("during"))).isInstanceOf(Answer.Refused.class);
    assertThat(node.answer(inc("after"))).isInstanceOf(Answer.Refused.class);
    node.close();
    disk.faults(Fault.none());

    try (TestNode again = TestNode.open(ports)) {
      assertThat(again.counter("c")).isBetween(taken, taken + 1);
      again.answer(inc("during"));
      assertThat(again.counter("c")).isEqualTo(taken + 1);
    }
  }

  @Test
  void opensOneHomeOnce() {
    try (TestNode node = TestNode.open(ports)) {
      assertThatThrownBy(() -> TestNode.open(ports))
          .isInstanceOfSatisfying(
              HomeException.class,
              e -> assertThat(e.reason()).isEqualTo(HomeException.Reason.IN_USE))
          .hasMessageContaining("is in use by another process");
      node.start("c", "counter");
    }
  }

  @Test
  void refusesAHomeOfAnotherFormat() {
    TestNode.open(ports).close();
    Path format = TestNode.FOLDER.resolve("format");
    disk.writeAtomically(format, Home.encode(4, Bytes.ofHex("00".repeat(16))));
    assertThatThrownBy(() -> TestNode.open(ports))
        .isInstanceOfSatisfying(
            HomeException.class, e -> assertThat(e.reason()).isEqualTo(HomeException.Reason.NEWER))
        .hasMessageContaining("use a newer Odeon");
    disk.writeAtomically(format, Bytes.utf8("odeon-home 1 " + "0".repeat(32) + "\n"));
    assertThatThrownBy(() -> TestNode.open(ports))
        .isInstanceOfSatisfying(
            HomeException.class, e -> assertThat(e.reason()).isEqualTo(HomeException.Reason.OLDER))
        .hasMessageContaining("has format 1, this Odeon needs 3");
    disk.writeAtomically(format, Home.encode(2, Bytes.ofHex("00".repeat(16))));
    assertThatThrownBy(() -> TestNode.open(ports))
        .isInstanceOfSatisfying(
            HomeException.class, e -> assertThat(e.reason()).isEqualTo(HomeException.Reason.OLDER))
        .hasMessageContaining("has format 2, this Odeon needs 3");
  }

  @Test
  void refusesAFormatFileInWhichABitWasFlipped() throws IOException {
    TestNode.open(ports).close();
    Path format = TestNode.FOLDER.resolve("format");
    Bytes whole = disk.peek(format);
    assertThat(Files.readString(Path.of("..", "docs", "formats", "home.md")))
        .contains(Home.encode(3, Bytes.ofHex("00112233445566778899aabbccddeeff")).text());
    for (int bit = 0; bit < 8 * whole.size(); bit++) {
      disk.flip(format, bit / 8, bit % 8);
      assertThatThrownBy(() -> TestNode.open(ports))
          .isInstanceOfSatisfying(
              HomeException.class,
              e -> assertThat(e.reason()).isEqualTo(HomeException.Reason.DAMAGED))
          .hasMessageContaining("/format is damaged");
      disk.flip(format, bit / 8, bit % 8);
    }
    TestNode.open(ports).close();
  }

  @Test
  void refusesAReadOnlyDisk() {
    TestNode.open(ports).close();
    disk.faults(Fault.readOnly());
    assertThatThrownBy(() -> TestNode.open(ports))
        .isInstanceOf(HomeException.class)
        .hasMessageContaining("/home")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static List<Pending<Answer>> burst(TestNode node, int round) {
    List<Pending<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Delivery delivery = node.actors().deliver(inc(round + "-" + i));
      answers.add(((Delivery.Accepted) delivery).answer());
    }
    return answers;
  }

  private static Message inc(String id) {
    return Message.send(COUNTER, id, Bytes.utf8("inc"));
  }

  private static Message filler(int round) {
    return Message.request(Key.actor("e"), "f" + round, Bytes.wrap(new byte[40_000]));
  }
}
