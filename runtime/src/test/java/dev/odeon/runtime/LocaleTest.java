package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written is the same in a program whose default locale has other digits. */
class LocaleTest {
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void setALocaleWithOtherDigits() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(3)).isNotEqualTo("3");
  }

  @AfterEach
  void setItBack() {
    Locale.setDefault(before);
  }

  @Test
  void namesTheFormatOfAHomeInDigitsThatEveryProgramReads() {
    Bytes id = Bytes.ofHex("00112233445566778899aabbccddeeff");
    assertThat(Home.encode(3, id).text()).startsWith("odeon-home 3 " + id.hex());
  }

  @Test
  void tellsOfADivergenceInTheSameDigits() {
    assertThat(new Divergence(Key.actor("a"), 12, 3, "state", "x", "y").text())
        .contains("block 12 event 3:");
  }
}
