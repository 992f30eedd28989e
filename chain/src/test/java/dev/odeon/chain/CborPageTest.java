package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/formats/cbor.md says what the reader does. */
class CborPageTest {
  private static final Pattern ROW = Pattern.compile("\\| (.*) \\| `([0-9a-f]+)` \\|");

  @Test
  void acceptsAndRefusesWhatThePageSays() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "formats", "cbor.md"));
    int rows = 0;
    for (String line : lines) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        rows++;
        CborReader in = new CborReader(Bytes.ofHex(row.group(2)));
        if (row.group(1).startsWith("refused")) {
          assertThatThrownBy(in::item).as(line).isInstanceOf(MalformedException.class);
        } else {
          assertThat(in.item().hex()).isEqualTo(row.group(2));
          in.end();
        }
      }
    }
    assertThat(rows).isEqualTo(13);
  }
}
