package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.VisibleText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A line of JSON has nothing in it that whoever shows it would not see. */
class InvisibleTextTest {
  private static final String HOSTILE =
      "\u0000\u001b[31m \u007f \u0085 \u009b \u00ad \u200b \u200d \u2028 \u2029 \u202e \u2066 \ufeff \uDB40\uDC41 \"\\\b\t\n\f\r é \uD83D\uDE00";

  /** The text of the field {@code name}, wherever it is. */
  private static String read(String json, String name) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      while (!name.equals(parser.currentName())) {
        parser.nextToken();
      }
      parser.nextToken();
      return parser.getString();
    }
  }

  @Test
  void isEscapedAndTheSameValue() {
    for (Object value : List.of(HOSTILE, Bytes.utf8(HOSTILE), new StringBuilder(HOSTILE))) {
      String json = JsonFields.of("x", value).json();
      assertThat(VisibleText.isVisible(json)).as(json).isTrue();
      assertThat(read(json, "x")).isEqualTo(HOSTILE);
      assertThat(json)
          .contains("\\u009B", "\\u2028", "\\u202E", "\\uDB40\\uDC41", " é \uD83D\uDE00");
    }
  }

  @Test
  void isEscapedWhereItIsHalfOfAPair() {
    String json = JsonFields.of("x", "a\uD800b\uDFFF").json();
    assertThat(json).isEqualTo("{\"x\":\"a\\uD800b\\uDFFF\"}");
  }

  @Test
  void leavesEverythingElseAsItWas() {
    assertThat(JsonFields.of("x", "Grüße, 你好 \uD83D\uDE00/").json())
        .isEqualTo("{\"x\":\"Grüße, 你好 \uD83D\uDE00/\"}");
    assertThat(JsonFields.of("x", "a\"\\\n\u0001").json())
        .isEqualToIgnoringCase("{\"x\":\"a\\\"\\\\\\n\\u0001\"}");
  }

  @Test
  void isEscapedInTheOutputOfAPluginToo() {
    for (String text : List.of("plain", "é", "a\u202eb", "a\u007fb", "a\u009bb")) {
      RunResult result = new RunResult(new UUID(1, 2), 0, Bytes.utf8(text), 3, 4);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ResponseWriter.result(
          new Header("Execute", null, Shape.FLAT),
          Execute.OPERATION,
          new Execute.Result(result),
          out);
      String line = out.toString(StandardCharsets.UTF_8).strip();
      assertThat(VisibleText.isVisible(line)).as(line).isTrue();
      assertThat(read(line, "output")).isEqualTo(text);
    }
  }
}
