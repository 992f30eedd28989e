package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.store.CollectionReport.Verdict;
import dev.odeon.store.ContentRef;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private final Verdicts verdicts = new Verdicts(3);

  @Test
  void leaveOutWhatStaysForWhatGoes() {
    give("a", true);
    give("b", true);
    give("c", false);
    give("d", true);
    give("e", false);
    assertThat(verdicts.facts())
        .extracting(facts -> facts.text("hash"))
        .containsExactly(hash("c"), hash("e"), hash("a"));
    assertThat(verdicts.leftOut()).isEqualTo(2);
  }

  @Test
  void neverTellMoreThanTheyMay() {
    for (int i = 0; i < 9; i++) {
      give("gone" + i, false);
    }
    assertThat(verdicts.facts()).hasSize(3);
    assertThat(verdicts.leftOut()).isEqualTo(6);
  }

  private void give(String content, boolean kept) {
    verdicts.accept(new Verdict(ContentRef.of(Bytes.utf8(content)), 1, 0, kept ? "label" : ""));
  }

  private static String hash(String content) {
    return ContentRef.of(Bytes.utf8(content)).hex();
  }
}
