package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailBufferTest {
  @Test
  void keepsAllThatFits() {
    TailBuffer tail = new TailBuffer();

    assertThat(tail.content()).isEqualTo(Bytes.empty());
    tail.append(Bytes.utf8("one "));
    tail.append(Bytes.empty());
    tail.append(Bytes.utf8("two"));

    assertThat(tail.content()).isEqualTo(Bytes.utf8("one two"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 65_535, 65_536, 65_537, 200_000})
  void keepsTheEndOfWhatIsLonger(int piece) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; all.length() < 300_000; i++) {
      all.append(i).append(' ');
    }
    Bytes text = Bytes.utf8(all.toString());
    TailBuffer tail = new TailBuffer();

    for (int at = 0; at < text.size(); at += piece) {
      tail.append(text.slice(at, Math.min(text.size(), at + piece)));
    }

    assertThat(tail.content()).isEqualTo(text.slice(text.size() - 65_536, text.size()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void beginsWithAWholeCharacter(int shift) {
    TailBuffer tail = new TailBuffer();
    tail.append(Bytes.utf8("😀".repeat(100_000)));
    tail.append(Bytes.utf8("x".repeat(shift)));

    String kept = tail.content().text();

    assertThat(tail.content().size()).isBetween(65_533, 65_536);
    assertThat(kept).startsWith("😀").endsWith("x".repeat(shift)).doesNotContain("\uFFFD");
  }
}
