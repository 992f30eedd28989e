package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {

  @Test
  void keepsTheOrderAndEveryKindOfValue() {
    JsonFields fields =
        JsonFields.of("text", "a \"b\"\n")
            .put("number", 1L << 60)
            .put("part", 0.5)
            .put("not_a_number", Double.NaN)
            .put("yes", true)
            .put("nothing", null)
            .put("inner", JsonFields.of("x", 1))
            .put("list", List.of("p", 2))
            .put("hash", Hash.ZERO);
    assertThat(fields.json())
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\"\\n\",\"number\":1152921504606846976,\"part\":0.5,"
                + "\"not_a_number\":null,\"yes\":true,\"nothing\":null,\"inner\":{\"x\":1},"
                + "\"list\":[\"p\",2],\"hash\":\"sha256:"
                + "0".repeat(64)
                + "\"}");
  }

  @Test
  void givesBytesAsBase64AndAsTextWherePeopleCanReadIt() {
    assertThat(new JsonFields().bytes("reply", Bytes.utf8("grüße")).json())
        .isEqualTo("{\"reply\":\"grüße\",\"reply_base64\":\"Z3LDvMOfZQ==\"}");
    assertThat(new JsonFields().bytes("reply", Bytes.ofHex("ff00")).json())
        .isEqualTo("{\"reply_base64\":\"/wA=\"}");
    assertThat(new JsonFields().bytes("reply", null).json()).isEqualTo("{\"reply_base64\":null}");
    assertThat(new JsonFields().bytes("reply", Bytes.ofHex("6100")).json())
        .isEqualTo("{\"reply_base64\":\"YQA=\"}");
    assertThat(new JsonFields().bytes("reply", Bytes.empty()).json())
        .isEqualTo("{\"reply\":\"\",\"reply_base64\":\"\"}");
  }
}
