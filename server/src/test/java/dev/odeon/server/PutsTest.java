package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.store.ContentRef;
import org.junit.jupiter.api.Test;

class PutsTest {
  private final Puts puts = new Puts(2);

  @Test
  void forgetsWhatWasPutTheLongestAgo() {
    puts.add("a", ref("1"));
    puts.add("a", ref("2"));
    puts.add("a", ref("3"));

    assertThat(puts.has("a", ref("1"))).isFalse();
    assertThat(puts.has("a", ref("2"))).isTrue();
    assertThat(puts.has("a", ref("3"))).isTrue();
  }

  @Test
  void keepsWhatIsPutAgain() {
    puts.add("a", ref("1"));
    puts.add("a", ref("2"));
    puts.add("a", ref("1"));
    puts.add("a", ref("3"));

    assertThat(puts.has("a", ref("1"))).isTrue();
    assertThat(puts.has("a", ref("2"))).isFalse();
  }

  @Test
  void keepsWhatIsAskedFor() {
    puts.add("a", ref("1"));
    puts.add("a", ref("2"));
    assertThat(puts.has("a", ref("1"))).isTrue();
    puts.add("a", ref("3"));

    assertThat(puts.has("a", ref("1"))).isTrue();
    assertThat(puts.has("a", ref("2"))).isFalse();
  }

  @Test
  void leavesOneTenantWhatItPutWhateverAnotherPuts() {
    puts.add("a", ref("1"));
    puts.add("b", ref("2"));
    puts.add("b", ref("3"));
    puts.add("b", ref("4"));

    assertThat(puts.has("a", ref("1"))).isTrue();
    assertThat(puts.has("b", ref("1"))).isFalse();
  }

  private static ContentRef ref(String content) {
    return ContentRef.of(Bytes.utf8(content));
  }
}
