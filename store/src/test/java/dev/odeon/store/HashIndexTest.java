package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Hash;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HashIndexTest {
  private static final Path FOLDER = Path.of("/index");

  private final SimDisk disk = new SimDisk(1);
  private final HashIndex index = index();

  private HashIndex index() {
    disk.createFolders(FOLDER);
    return new HashIndex(disk, Threads.system(), FOLDER, "test", 2, 100);
  }

  private static Hash hash(int i) {
    return Hash.of(Samples.random(i, 8));
  }

  private static List<long[]> entries(HashIndex index) {
    List<long[]> entries = new ArrayList<>();
    index.visit(entries::add);
    return entries;
  }

  @Test
  void findsWhatWasPutLastThroughManyFlushes() {
    TreeMap<Hash, long[]> expected = new TreeMap<>();
    for (int i = 0; i < 5000; i++) {
      Hash hash = hash(i % 3000);
      long[] values = {i, i * 7L};
      index.put(hash, values);
      expected.put(hash, values);
      if (i % 11 == 5) {
        Hash gone = hash(i / 2);
        index.remove(gone);
        expected.remove(gone);
      }
      if (i % 700 == 699) {
        index.flush();
      }
    }
    assertThat(index.oldCount()).isGreaterThan(1000);

    expected.forEach((hash, values) -> assertThat(index.find(hash)).containsExactly(values));
    assertThat(index.find(hash(9999))).isNull();
    List<long[]> found = entries(index);
    assertThat(found).hasSize(expected.size());
    assertThat(found.stream().map(e -> new Hash(e[0], e[1], e[2], e[3])))
        .containsExactlyElementsOf(expected.keySet());
  }

  @Test
  void takesUpWhatWasFlushedAndNothingElse() {
    for (int i = 0; i < 250; i++) {
      index.put(hash(i), i, i);
    }
    index.flush();
    index.put(hash(250), 250, 250);
    HashIndex again = index();

    assertThat(again.load(index.youngCount() + 1, index.oldCount())).isFalse();
    assertThat(again.load(index.youngCount(), index.oldCount())).isTrue();
    assertThat(entries(again)).hasSize(250);
    again.clear();
    assertThat(entries(again)).isEmpty();
    assertThat(disk.list(FOLDER)).isEmpty();
  }

  @Test
  void flushesNothingWhenThereIsNothingNew() {
    assertThat(index.flush()).isFalse();
    assertThat(disk.list(FOLDER)).isEmpty();
  }
}
