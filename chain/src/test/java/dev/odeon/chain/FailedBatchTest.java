package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.log.LogException;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedBatchTest {
  private static final Key A = Key.actor("a");

  private final SimDisk disk = new SimDisk(1);

  /**
   * The disk runs full between two turns of one actor: the second falls with the first, and both
   * may come again.
   */
  @Test
  void fallsBackToTheDurableHeadsWhenTheDiskIsFull() {
    try (Chains chains = Home.open(disk)) {
      Head durable = Home.grow(chains, A, 1);
      List<Content> large = List.of(Content.of(Bytes.wrap(new byte[200_000])));
      Block first = Samples.block(A, durable, "first");
      Block second = Samples.block(A, first.head(), "second");
      disk.capacity(disk.used());

      Pending<Append> full = chains.append(Commit.of(first), large);
      Pending<Append> after = chains.append(second, Expected.ANY);

      assertThatThrownBy(full::await).isInstanceOf(LogException.Full.class);
      // It was compared with a head that never became durable, or with the durable one: it cannot
      // have been appended.
      try {
        assertThat(after.await())
            .isEqualTo(new Append.Conflict(A, new Expected.Exactly(first.head()), durable));
      } catch (LogException.Full e) {
        assertThat(e).hasMessageContaining("full");
      }
      assertThat(chains.head(A)).contains(durable);
      assertThat(chains.size()).isEqualTo(1);

      disk.capacity(Long.MAX_VALUE);
      Home.appended(chains.append(Commit.of(first), large).await());
      assertThat(Home.append(chains, second)).isEqualTo(second.head());
      assertThat(chains.content(large.getFirst().hash())).contains(large.getFirst().bytes());
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.head(A).map(Head::height)).contains(2L);
    }
  }

  @Test
  void failsEverythingAfterAFailedSyncAndKeepsWhatWasAcknowledged() {
    try (Chains chains = Home.open(disk)) {
      Head durable = Home.grow(chains, A, 5);
      disk.faults(Fault.failSync(0));
      List<Pending<Append>> lost = new ArrayList<>();
      Head head = durable;
      for (int i = 0; i < 10; i++) {
        Block block = Samples.block(A, head, "lost " + i);
        head = block.head();
        lost.add(chains.append(block, Expected.ANY));
      }
      for (Pending<Append> append : lost) {
        assertThatThrownBy(append::await).isInstanceOf(LogException.Poisoned.class);
      }
      assertThat(chains.head(A)).contains(durable);
      assertThatThrownBy(() -> chains.append(Samples.block(A, durable, "x"), Expected.ANY).await())
          .isInstanceOf(LogException.Poisoned.class);

      disk.faults(Fault.none());
      try (Chains again = chains.reopen(List.of())) {
        assertThat(again.head(A)).contains(durable);
        assertThat(again.size()).isEqualTo(5);
        Home.grow(again, A, 5);
      }
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(chains.head(A).map(Head::height)).contains(9L);
      assertThat(chains.size()).isEqualTo(10);
    }
  }

  @Test
  void refusesWhatIsLargerThanAnySegment() {
    try (Chains chains = Home.open(disk)) {
      List<Content> large = List.of(Content.of(Bytes.wrap(new byte[200_000])));
      Block block = Samples.block(A, null, "x");
      assertThat(chains.commitBytesMax()).isGreaterThan(200_000);
      Home.appended(chains.append(Commit.of(block), large).await());
      assertThat(chains.content(large.getFirst().hash())).isPresent();
    }
  }

  @Test
  void refusesWhatComesAfterTheClose() {
    Chains chains = Home.open(disk);
    Home.grow(chains, A, 1);
    chains.close();

    assertThatThrownBy(() -> chains.append(Samples.block(A, null, "x"), Expected.ANY).await())
        .isInstanceOf(LogException.Closed.class);
  }
}
