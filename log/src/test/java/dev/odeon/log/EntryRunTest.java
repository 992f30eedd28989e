package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries in memory and in a file say the same, whatever the keys and values are. */
class EntryRunTest {
  private static final int VERSION = 7;

  private record Entry(long key, long value, Bytes payload) {}

  @ParameterizedTest
  @CsvSource({
    "0,false",
    "1,false",
    "1,true",
    "2,true",
    "127,false",
    "128,true",
    "129,false",
    "1000,true",
    "50000,true",
    "50000,false"
  })
  void findsEveryKeyAndNoOther(int count, boolean filtered) {
    SplittableRandom random = new SplittableRandom(count);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(random.nextLong(), i, Bytes.empty()));
    }
    both(entries, filtered)
        .forEach(each -> {
          assertThat(each.count()).isEqualTo(count);
          entries.forEach(entry -> {
            assertThat(newest(each, entry.key)).containsExactly(entry.value);
            assertThat(newest(each, ~entry.key)).isEmpty();
            assertThat(oldest(each, ~entry.key, 0)).isEmpty();
          });
          assertThat(newest(each, 0)).isEmpty();
          assertThat(newest(each, -1)).isEmpty();
          assertThat(scan(each, 0)).isEqualTo(sorted(entries, 0));
          assertThat(scan(each, Long.MIN_VALUE)).isEqualTo(sorted(entries, Long.MIN_VALUE));
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, -2, Long.MIN_VALUE, Long.MAX_VALUE})
  void findsKeysAndValuesAtTheEnds(long end) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(end, end, Bytes.empty()));
    SplittableRandom random = new SplittableRandom(end);
    for (int i = 0; i < 1_000; i++) {
      entries.add(new Entry(random.nextLong(), random.nextLong(), Bytes.empty()));
    }
    both(entries, true)
        .forEach(each -> {
          assertThat(newest(each, end)).containsExactly(end);
          assertThat(oldest(each, end, 0)).containsExactly(end);
          assertThat(scan(each, end)).isEqualTo(sorted(entries, end)).isNotEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, 128, 129, 1_000})
  void tellsTheValuesOfOneKeyInBothOrders(int count) {
    for (long key : new long[] {0, 5, -1}) {
      List<Entry> entries = new ArrayList<>();
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(new Entry(key, 3L * i, Bytes.empty()));
        entries.add(new Entry(key ^ 1, i, Bytes.empty()));
        entries.add(new Entry(key ^ Long.MIN_VALUE, i, Bytes.empty()));
        values.add(3L * i);
      }
      both(entries, false)
          .forEach(each -> {
            assertThat(newest(each, key)).isEqualTo(values.reversed());
            assertThat(oldest(each, key, 0)).isEqualTo(values);
            int half = count / 2;
            assertThat(oldest(each, key, 3L * half)).isEqualTo(values.subList(half, count));
            assertThat(oldest(each, key, 3L * half + 1)).isEqualTo(values.subList(half + 1, count));
            assertThat(oldest(each, key, 3L * count)).isEmpty();
            assertThat(first(each, key, 3L * half)).isEqualTo(3L * half);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 128, 300})
  void givesEachEntryItsPayload(int count) {
    SplittableRandom random = new SplittableRandom(count);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      entries.add(new Entry(random.nextLong(), 1L << random.nextInt(63), Bytes.wrap(payload)));
    }
    entries.add(new Entry(-1, 1, Bytes.utf8("the last one")));
    both(entries, false)
        .forEach(each -> {
          for (Entry entry : entries) {
            Bytes found = each.newest(entry.key, (_, payload) -> payload);
            assertThat(found).isEqualTo(entry.payload);
          }
          assertThat(scan(each, 0)).isEqualTo(sorted(entries, 0));
        });
  }

  @Test
  void keepsWhatItsOwnerCountsByAndItsNewestTime() {
    EntryTable table = new EntryTable();
    table.put(1, 1, Bytes.empty(), 70);
    table.put(2, 1, Bytes.empty(), 90);
    table.put(3, 1, Bytes.empty(), 80);
    EntryRun run = EntryRun.open(file(EntryRun.encode(table, VERSION, 12, 34, true)), VERSION);
    assertThat(run.first()).isEqualTo(12);
    assertThat(run.end()).isEqualTo(34);
    assertThat(run.newestMillis()).isEqualTo(90);
  }

  @Test
  void refusesAnotherVersionAndWhatIsNoRun() {
    EntryTable table = new EntryTable();
    table.put(1, 1, Bytes.utf8("payload"), 0);
    Bytes encoded = EntryRun.encode(table, VERSION, 0, 1, false);
    assertThatThrownBy(() -> EntryRun.open(file(encoded), VERSION + 1))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("version 7, expected format 1 and version 8");
    for (int size = 0; size < encoded.size(); size++) {
      Bytes cut = encoded.slice(0, size);
      assertThatThrownBy(() -> EntryRun.open(file(cut), VERSION))
          .isInstanceOf(MalformedException.class);
    }
    byte[] other = encoded.toArray();
    other[3] = 2;
    assertThatThrownBy(() -> EntryRun.open(file(Bytes.wrap(other)), VERSION))
        .isInstanceOf(MalformedException.class);
  }

  private static List<SegmentEntries> both(List<Entry> entries, boolean filtered) {
    EntryTable table = new EntryTable();
    entries.forEach(entry -> table.put(entry.key, entry.value, entry.payload, 0));
    Bytes encoded = EntryRun.encode(table, VERSION, 0, entries.size(), filtered);
    return List.of(table, EntryRun.open(file(encoded), VERSION));
  }

  private static List<Entry> sorted(List<Entry> entries, long from) {
    Comparator<Entry> byKey = (a, b) -> Long.compareUnsigned(a.key, b.key);
    return entries.stream()
        .filter(entry -> Long.compareUnsigned(entry.key, from) >= 0)
        .sorted(byKey)
        .toList();
  }

  private static List<Long> newest(SegmentEntries entries, long key) {
    List<Long> found = new ArrayList<>();
    assertThat(
            entries.<Boolean>newest(
                key,
                (value, _) -> {
                  found.add(value);
                  return null;
                }))
        .isNull();
    return found;
  }

  private static List<Long> oldest(SegmentEntries entries, long key, long from) {
    List<Long> found = new ArrayList<>();
    assertThat(
            entries.oldest(
                key,
                from,
                (_, value, _) -> {
                  found.add(value);
                  return true;
                }))
        .isTrue();
    return found;
  }

  private static long first(SegmentEntries entries, long key, long from) {
    List<Long> found = new ArrayList<>();
    assertThat(entries.oldest(key, from, (_, value, _) -> !found.add(value))).isFalse();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Entry> scan(SegmentEntries entries, long from) {
    List<Entry> found = new ArrayList<>();
    assertThat(
            entries.scan(
                from,
                (key, value, payload) -> {
                  found.add(new Entry(key, value, payload));
                  return true;
                }))
        .isTrue();
    return found;
  }

  private static IndexFile file(Bytes content) {
    return IndexFiles.inMemory(content);
  }
}
