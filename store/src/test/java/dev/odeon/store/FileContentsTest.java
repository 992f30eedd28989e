package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentsTest extends ContentsContract {
  private static final int MIB = 1 << 20;

  final SimDisk disk = new SimDisk(1);
  Store store = Samples.open(disk);

  @Override
  Contents contents() {
    return store.contents();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = Samples.open(disk);
  }

  @Test
  void holdsSmallContentAsAFileOfExactlyItsBytes() {
    Bytes content = Samples.text(1, 5000);
    ContentRef ref = store.put(content);

    assertThat(disk.peek(Samples.HOME.resolve("store/data/" + ref.hex()))).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3 * MIB})
  void changesNothingForWhatIsKnown(int size) {
    Bytes content = Samples.random(1, size);
    ContentRef ref = store.put(content);
    long changes = disk.changes();

    assertThat(store.put(content)).isEqualTo(ref);
    assertThat(store.put(Samples.stream(content), Progress.NONE)).isEqualTo(ref);
    assertThat(store.put(Source.of(content), Progress.NONE)).isEqualTo(ref);

    assertThat(disk.changes()).isEqualTo(changes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3 * MIB})
  void putsOfAGrowingFileWhatItHadAtTheBeginning(int size) {
    Bytes content = Samples.random(1, size);
    Source growing =
        new Source() {
          private int asked;

          @Override
          public long size() {
            return size + 1000L * asked++;
          }

          @Override
          public int read(long offset, ByteBuffer target) {
            int count = target.remaining();
            for (int i = 0; i < count; i++) {
              long at = offset + i;
              target.put(at < size ? content.at((int) at) : 1);
            }
            return count;
          }
        };

    assertThat(store.put(growing, Progress.NONE)).isEqualTo(ContentRef.of(content));
    assertThat(store.put(growing, Progress.NONE)).isNotNull();
  }

  @Test
  void storesLittleForASecondVersion() {
    Bytes first = Samples.random(1, 16 * MIB);
    byte[] shifted = new byte[first.size() + 100];
    first.slice(0, 5 * MIB).copyTo(shifted, 0);
    first.slice(5 * MIB, first.size()).copyTo(shifted, 5 * MIB + 100);
    store.put(first);
    long before = store.contents().totals().diskBytes();

    ContentRef second = store.put(Bytes.wrap(shifted));

    assertThat(store.contents().totals().diskBytes() - before).isLessThan(MIB);
    assertThat(store.get(second)).isEqualTo(Bytes.wrap(shifted));
  }

  @Test
  void knowsTheChunksOfEarlierProcesses() {
    Bytes first = Samples.random(1, 8 * MIB);
    store.put(first);
    reopen();
    long before = store.contents().totals().diskBytes();

    store.put(first.slice(0, 4 * MIB));

    assertThat(store.contents().totals().diskBytes() - before).isLessThan(MIB / 2);
  }

  @Test
  void knowsTheChunksAfterDerivedDataIsDeleted() {
    Bytes first = Samples.random(1, 8 * MIB);
    store.put(first);
    store.close();
    disk.list(Samples.HOME.resolve("derived/index"))
        .forEach(name -> disk.delete(Samples.HOME.resolve("derived/index").resolve(name)));
    store = Samples.open(disk);
    long before = store.contents().totals().diskBytes();

    store.put(first.slice(0, 4 * MIB));

    assertThat(store.contents().totals().diskBytes() - before).isLessThan(MIB / 2);
    assertThat(store.contents().totals().count()).isEqualTo(2);
  }

  @Test
  void storesTextInLess() {
    store.put(Samples.text(1, 8 * MIB));

    assertThat(store.contents().totals().diskBytes()).isLessThan(6 * MIB);
  }

  @Test
  void listsTheSameAfterAnyEnd() {
    for (int i = 0; i < 20; i++) {
      store.put(Samples.random(i, 100 + i));
    }
    store.put(Samples.random(77, 2 * MIB));
    List<Entry> before = entries();

    reopen();
    assertThat(entries()).isEqualTo(before);
    store.contents().remove(before.get(3).ref());
    reopen();
    assertThat(entries()).hasSize(20).doesNotContain(before.get(3));
    store.put(Samples.random(1000, 10));
    Store killed = store;
    store = Samples.open(disk);
    assertThat(entries()).hasSize(21);
    killed.close();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    store.contents().list(entries::add);
    return entries;
  }

  @Test
  void worksOnADiskThatMovesFewerBytesThanAsked() {
    disk.faults(Fault.shortTransfers(3));
    Bytes content = Samples.random(1, 2 * MIB);

    assertThat(store.get(store.put(content))).isEqualTo(content);
  }

  @Test
  void answersFromMemoryWhatItReadBefore() {
    ContentRef ref = store.put(Samples.random(1, 1000));
    store.get(ref);
    long operations = disk.operations();

    store.get(ref);

    assertThat(disk.operations()).isEqualTo(operations);
    assertThat(store.contents().cache().hits()).isEqualTo(1);
    assertThat(store.contents().cache().hitRate()).isGreaterThan(0);
  }
}
