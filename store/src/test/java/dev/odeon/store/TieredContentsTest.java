package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;

class TieredContentsTest extends ContentsContract {
  private final Contents near = MemoryContents.create();
  private final SlowContents far = new SlowContents(MemoryContents.create());
  private final Contents contents = TieredContents.of(near, far);

  @Override
  Contents contents() {
    return contents;
  }

  @Test
  void asksTheFarOnesOnce() {
    Bytes content = Samples.random(1, 1000);
    ContentRef ref = far.put(content);

    assertThat(contents.get(ref)).isEqualTo(content);
    assertThat(contents.get(ref)).isEqualTo(content);
    assertThat(Samples.drain(contents.open(ref))).isEqualTo(content);
    assertThat(far.reads()).isEqualTo(1);
  }

  @Test
  void hasWhatTheNearOnesLost() {
    Bytes content = Samples.random(1, 1000);
    ContentRef ref = contents.put(content);
    near.remove(ref);

    assertThat(contents.exists(ref)).isTrue();
    assertThat(contents.get(ref)).isEqualTo(content);
  }

  @Test
  void keepsInTheFarOnesWhatIsPut() {
    ContentRef ref = contents.put(Samples.stream(Samples.random(2, 3 << 20)), Progress.NONE);

    assertThat(far.exists(ref)).isTrue();
  }

  @Test
  void fetchesNothingForARange() {
    Bytes content = Samples.random(1, 1000);
    ContentRef ref = far.put(content);

    assertThat(contents.get(ref, 10, 20)).isEqualTo(content.slice(10, 30));
    assertThat(near.exists(ref)).isFalse();
  }
}
