package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.log.IndexFile;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BlockIndexTest {
  private static final Key A = Key.actor("a");

  /** Knows the message id of every block, by sequence. */
  private static final class Ids implements BlockIndex {
    private final List<String> sealed = new ArrayList<>();
    private final List<String> active = new ArrayList<>();
    private int heard;
    private int loaded;

    @Override
    public String name() {
      return "ids";
    }

    @Override
    public synchronized void block(long sequence, long position, Block block) {
      heard++;
      EventData.Message message = (EventData.Message) block.event(0).data();
      active.add(sequence + " " + message.id());
    }

    @Override
    public synchronized Supplier<Bytes> seal() {
      List<String> ended = List.copyOf(active);
      active.clear();
      return () -> {
        CborWriter out = new CborWriter().array(ended.size());
        ended.forEach(out::text);
        return out.toBytes();
      };
    }

    @Override
    public synchronized void load(long firstSequence, long endSequence, IndexFile file) {
      CborReader in = new CborReader(file.read(0, (int) file.size()));
      List<String> ids = new ArrayList<>();
      for (int i = in.array(); i > 0; i--) {
        ids.add(in.text());
      }
      if (ids.size() != endSequence - firstSequence) {
        throw new MalformedException(ids.size() + " ids");
      }
      sealed.addAll(ids);
      loaded++;
    }

    synchronized List<String> all() {
      List<String> all = new ArrayList<>(sealed);
      all.addAll(active);
      return all;
    }
  }

  private final SimDisk disk = new SimDisk(1);

  private static List<String> expected(int count) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(i + " m-body " + i);
    }
    return expected;
  }

  @Test
  void hearsOfEveryBlockOnceInOrder() {
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      Home.grow(chains, A, 500);
    }
    assertThat(ids.all()).isEqualTo(expected(500));
    assertThat(ids.heard).isEqualTo(500);
    assertThat(ids.loaded).isPositive();
  }

  @Test
  void getsSealedSegmentsBackAndHearsTheRest() {
    try (Chains chains = Home.open(disk, new Ids())) {
      Home.grow(chains, A, 500);
    }
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      assertThat(ids.all()).isEqualTo(expected(500));
      assertThat(ids.heard).isLessThan(300);
      Home.grow(chains, A, 300);
    }
    assertThat(ids.all()).isEqualTo(expected(800));
  }

  @Test
  void hearsOfEverythingAgainWhenItsFilesAreGone() {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 500);
    }
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      assertThat(ids.all()).isEqualTo(expected(500));
      assertThat(ids.heard).isEqualTo(500);
      assertThat(chains.size()).isEqualTo(500);
    }
  }

  @Test
  void hearsAgainWhatItDoesNotUnderstand() {
    try (Chains chains = Home.open(disk, new Ids())) {
      Home.grow(chains, A, 500);
    }
    var second =
        disk.files().stream().filter(file -> file.toString().endsWith("2.ids")).findFirst();
    disk.flip(second.orElseThrow(), 97, 0);
    Ids ids = new Ids();
    try (Chains chains = Home.open(disk, ids)) {
      assertThat(ids.all()).isEqualTo(expected(500));
      assertThat(chains.recovery().rebuilt()).hasSize(1);
    }
  }
}
