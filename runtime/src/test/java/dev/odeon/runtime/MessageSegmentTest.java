package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.log.IndexFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSegmentTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 1_000, 50_000})
  void findsEveryPrintAndNoOther(int count) {
    LongMap prints = new LongMap();
    for (int i = 0; i < count; i++) {
      prints.put(print(i), i);
    }

    MessageSegment segment = MessageSegment.open(file(MessageSegment.encode(prints, 77)));

    assertThat(segment.count()).isEqualTo(count);
    assertThat(segment.newestMillis()).isEqualTo(77);
    for (int i = 0; i < count; i++) {
      assertThat(prints.get(print(i))).isEqualTo(i);
      assertThat(segment.find(print(i))).isEqualTo(i);
      assertThat(segment.find(print(-1 - i))).isEqualTo(LongMap.NONE);
    }
    assertThat(segment.find(0)).isEqualTo(LongMap.NONE);
    assertThat(segment.find(-1)).isEqualTo(LongMap.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void findsPrintsAtTheEnds(long print) {
    LongMap prints = new LongMap();
    prints.put(print, 5);
    for (int i = 0; i < 1_000; i++) {
      prints.put(print(i), i);
    }
    assertThat(MessageSegment.open(file(MessageSegment.encode(prints, 0))).find(print))
        .isEqualTo(5);
  }

  private static long print(int number) {
    return Hash.of(Bytes.utf8("print " + number)).a();
  }

  private static IndexFile file(Bytes content) {
    return new IndexFile() {
      @Override
      public long size() {
        return content.size();
      }

      @Override
      public Bytes read(long offset, int size) {
        return content.slice((int) offset, (int) offset + size);
      }
    };
  }
}
