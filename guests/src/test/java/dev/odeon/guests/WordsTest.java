package dev.odeon.guests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void takesRunsOfLettersAndDigitsInLowerCase() {
    assertThat(Words.in("Down the Rabbit-Hole, at 10 o.m.; x86"))
        .containsExactly("down", "the", "rabbit", "hole", "at", "10", "o", "m", "x86");
  }

  @Test
  void lowersAsciiOnly() {
    assertThat(Words.in("ÄRGER İZMIR")).containsExactly("Ärger", "İzmir");
  }

  @Test
  void keepsAnApostropheBetweenLettersAndNoOther() {
    assertThat(Words.in("'don't' o' don\u2019t \u2018tis rock''n roll'"))
        .containsExactly("don't", "o", "don't", "tis", "rock", "n", "roll");
  }

  @Test
  void separatesAtPunctuationOutsideAscii() {
    assertThat(Words.in("\ufeffa\u2014b\u00a0c \u00abd\u00bb e\u3001f\u2060g\u206fh\u00bfi\u2028j"))
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
  }

  @Test
  void takesAnyOtherCodePointForALetter() {
    assertThat(Words.in("Ж\u2070漢\uff0c😀 \u00c0")).containsExactly("Ж\u2070漢\uff0c😀", "\u00c0");
  }

  @Test
  void findsNoneInSeparators() {
    assertThat(Words.in("")).isEmpty();
    assertThat(Words.in(" ' \u2019 -- \r\n")).isEmpty();
  }

  @Test
  void takesAWordOfAnyLength() {
    assertThat(Words.in("a'".repeat(1_000_000) + "a"))
        .singleElement()
        .asString()
        .hasSize(2_000_001);
  }
}
