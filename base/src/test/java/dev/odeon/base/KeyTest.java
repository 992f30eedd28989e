package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  private static Key parse(String text) {
    return Key.parse(Key.DEFAULT_TENANT, text);
  }

  @ParameterizedTest
  @CsvSource({
    "a, actor, a",
    "order/17, order, 17",
    "actor/a, actor, a",
    "a%2Fb, actor, a/b",
    "a%2fb, actor, a/b",
    "%61, actor, a",
    "%C3%A9, actor, é",
    "é, actor, é",
    "é%20x, actor, é x",
    "%F0%9D%84%9E, actor, 𝄞",
    "100%25, actor, 100%",
    "%2E%2E, actor, ..",
    "a.b_c-d:e, actor, a.b_c-d:e"
  })
  void readsTheTextualForm(String text, String category, String id) {
    assertThat(parse(text)).isEqualTo(new Key(Key.DEFAULT_TENANT, category, id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "order/",
        "/a",
        "../x",
        "a/../b",
        "a/b/c",
        "Order/1",
        "1order/1",
        "ord er/1",
        "order%2F/1",
        "a\u0000b",
        "a\nb",
        "a\u007fb",
        "a\u0085b",
        "a%00b",
        "a%0Ab",
        "a%C2%85b",
        "%",
        "%4",
        "a%4",
        "%zz",
        "%+1",
        "%FF",
        "%C3",
        "%C3x",
        "%ED%A0%80",
        "%C0%AF",
        "\uD800",
        "x\uDC00",
        "\uD800%41",
        "\uDC00\uD800%20"
      })
  void refusesWhatIsNoKey(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cc}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00", "\uDC00\uD800", "\u0000", "\u009b31m", "", "\r"})
  void refusesAnIdThatIsNone(String id) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Key.actor(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "é", "a b", "a/b", "..", "-a", "_a", "a\n"})
  void refusesATenantOrCategoryThatIsNone(String name) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Key(name, "actor", "x"))
        .withMessageContaining("tenant");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Key("default", name, "x"))
        .withMessageContaining("category");
  }

  @Test
  void countsTheBytesOfAnId() {
    String most = "é".repeat(128);

    assertThat(Key.actor(most).id()).isEqualTo(most);
    assertThat(parse(Key.actor(most).text()).id()).isEqualTo(most);
    assertThat(Key.actor("x".repeat(256)).id()).hasSize(256);
    for (String over : List.of("x".repeat(257), most + "x", "𝄞".repeat(65))) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> Key.actor(over))
          .withMessageContaining("1 to 256 bytes");
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> parse(over));
    }
  }

  @Test
  void countsTheLettersOfACategory() {
    assertThat(new Key("default", "a".repeat(64), "x").category()).hasSize(64);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Key("default", "a".repeat(65), "x"));
  }

  @Test
  void writesOnlyLettersThatAreSafeInAPath() {
    assertThat(Key.actor("a/b c%é\\").text()).isEqualTo("a%2Fb%20c%25%C3%A9%5C");
    assertThat(new Key("default", "order", "17").text()).isEqualTo("order/17");
    assertThat(Key.actor("x")).hasToString("x");
    assertThat(new Key("acme", "actor", "x")).hasToString("acme:actor/x");
  }

  @Test
  void readsWhateverItWrites() {
    for (int seed = 0; seed < 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder id = new StringBuilder();
      int count = 1 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        int range =
            switch (random.nextInt(4)) {
              case 0 -> 0x80;
              case 1 -> 0x800;
              case 2 -> 0x10000;
              default -> 0x110000;
            };
        int point = random.nextInt(range);
        boolean allowed = !Character.isISOControl(point) && (point < 0xD800 || point > 0xDFFF);
        id.appendCodePoint(allowed ? point : '%');
      }
      Key key = new Key("default", random.nextBoolean() ? "actor" : "order", id.toString());

      assertThat(parse(key.text())).as("seed " + seed).isEqualTo(key);
      assertThat(key.text()).as("seed " + seed).matches("(order/)?[A-Za-z0-9._:%-]+");
    }
  }

  @Test
  void ordersByTenantThenCategoryThenBytesOfTheId() {
    List<Key> ordered =
        List.of(
            new Key("a", "z", "z"),
            new Key("b", "a", "z"),
            new Key("b", "b", "A"),
            new Key("b", "b", "a"),
            new Key("b", "b", "aa"),
            new Key("b", "b", "\uFFFD"),
            new Key("b", "b", "𝄞"));
    List<Key> shuffled = new ArrayList<>(ordered);
    Collections.reverse(shuffled);
    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ordered);
  }
}
