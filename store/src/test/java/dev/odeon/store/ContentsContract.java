package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all contents do, wherever they are. */
abstract class ContentsContract {
  private static final int MIB = 1 << 20;

  /** The contents under test, with nothing in them. */
  abstract Contents contents();

  static final ContentRef UNKNOWN = ContentRef.of(Bytes.utf8("never put"));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 65_536, MIB - 1, MIB, MIB + 1, 3 * MIB + 17})
  void givesBackWhatWasPutHoweverItWasPutAndRead(int size) {
    Bytes content = Samples.random(size, size);
    ContentRef ref = ContentRef.of(content);
    Contents contents = contents();

    assertThat(contents.put(content)).isEqualTo(ref);
    assertThat(contents.put(Samples.stream(content), Progress.NONE)).isEqualTo(ref);
    assertThat(contents.put(Source.of(content), Progress.NONE)).isEqualTo(ref);
    assertThat(contents.get(ref)).isEqualTo(content);
    assertThat(Samples.drain(contents.open(ref))).isEqualTo(content);
    assertThat(contents.exists(ref)).isTrue();
    assertThat(contents.size(ref)).hasValue(size);
    assertThat(contents.totals().count()).isEqualTo(1);
    assertThat(contents.totals().logicalBytes()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3 * MIB})
  void keepsWhatCameAsAStreamOrASource(int size) {
    Bytes one = Samples.text(1, size);
    Bytes other = Samples.text(2, size);
    Contents contents = contents();

    ContentRef streamed = contents.put(Samples.stream(one), Progress.NONE);
    ContentRef sought = contents.put(Source.of(other), Progress.NONE);

    assertThat(contents.get(streamed)).isEqualTo(one);
    assertThat(contents.get(sought)).isEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3 * MIB})
  void readsRanges(int size) {
    Bytes content = Samples.random(5, size);
    Contents contents = contents();
    ContentRef ref = contents.put(content);

    assertThat(contents.get(ref, 0, 10)).isEqualTo(content.slice(0, 10));
    assertThat(contents.get(ref, 100, size - 200)).isEqualTo(content.slice(100, size - 100));
    assertThat(contents.get(ref, size - 5, 10)).isEqualTo(content.slice(size - 5, size));
    assertThat(contents.get(ref, size, 10)).isEqualTo(Bytes.empty());
    assertThat(contents.get(ref, Long.MAX_VALUE, 10)).isEqualTo(Bytes.empty());
    assertThat(contents.get(ref, 3, 0)).isEqualTo(Bytes.empty());
    assertThatIllegalArgumentException().isThrownBy(() -> contents.get(ref, -1, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> contents.get(ref, 0, -1));
  }

  @Test
  void saysThatUnknownContentIsMissing() {
    Contents contents = contents();

    assertThat(contents.exists(UNKNOWN)).isFalse();
    assertThat(contents.size(UNKNOWN)).isEmpty();
    assertThat(contents.remove(UNKNOWN)).isFalse();
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> contents.get(UNKNOWN))
        .withMessage("content " + UNKNOWN.hex() + " is not in the store");
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> contents.get(UNKNOWN, 0, 1));
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> contents.open(UNKNOWN));
  }

  @Test
  void listsByHashAscending() {
    Contents contents = contents();
    List<Entry> put = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Bytes content = Samples.random(i, 10 + i);
      put.add(new Entry(contents.put(content), content.size()));
    }
    Bytes large = Samples.random(99, 2 * MIB);
    put.add(new Entry(contents.put(large), large.size()));
    put.sort((a, b) -> a.ref().compareTo(b.ref()));
    List<Entry> listed = new ArrayList<>();

    contents.list(listed::add);

    assertThat(listed).isEqualTo(put);
    assertThat(contents.totals().count()).isEqualTo(51);
  }

  @Test
  void forgetsWhatIsRemoved() {
    Contents contents = contents();
    ContentRef small = contents.put(Samples.random(1, 100));
    ContentRef large = contents.put(Samples.random(2, 2 * MIB));
    List<Entry> listed = new ArrayList<>();

    assertThat(contents.remove(small)).isTrue();
    assertThat(contents.remove(large)).isTrue();

    contents.list(listed::add);
    assertThat(listed).isEmpty();
    assertThat(contents.exists(small)).isFalse();
    assertThat(contents.exists(large)).isFalse();
    assertThat(contents.put(Samples.random(1, 100))).isEqualTo(small);
    assertThat(contents.get(small).size()).isEqualTo(100);
  }

  @Test
  void keepsNothingOfAStreamThatFails() {
    Contents contents = contents();
    InputStream failing =
        new InputStream() {
          private int left = 2 * MIB;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("the line is dead");
            }
            return left % 251;
          }
        };

    assertThatExceptionOfType(StoreException.SourceFailed.class)
        .isThrownBy(() -> contents.put(failing, Progress.NONE))
        .withMessageContaining("the line is dead");
    assertThat(contents.totals().count()).isZero();
  }

  @Test
  void tellsHowFarItHasCome() {
    Contents contents = contents();
    List<Long> told = new ArrayList<>();

    contents.put(Samples.stream(Samples.random(3, 3 * MIB)), told::add);

    assertThat(told).isSorted().endsWith(3L * MIB);
  }

  @Test
  void takesTheSameContentFromManyThreads() throws Exception {
    Contents contents = contents();
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      List<Future<ContentRef>> puts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Bytes content = Samples.random(i % 8, i % 8 == 7 ? 2 * MIB : 1000);
        puts.add(pool.submit(() -> contents.put(content)));
      }
      for (int i = 0; i < 64; i++) {
        Bytes content = Samples.random(i % 8, i % 8 == 7 ? 2 * MIB : 1000);
        assertThat(contents.get(puts.get(i).get())).isEqualTo(content);
      }
    }
    assertThat(contents.totals().count()).isEqualTo(8);
  }

  @Test
  void mayBeToldWhatWillBeWanted() {
    Contents contents = contents();
    ContentRef ref = contents.put(Samples.random(4, 2 * MIB));

    contents.prefetch(ref);
    contents.prefetch(UNKNOWN);

    assertThat(contents.get(ref).size()).isEqualTo(2 * MIB);
  }
}
