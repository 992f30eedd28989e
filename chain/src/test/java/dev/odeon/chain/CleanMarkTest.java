package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CleanMarkTest {
  private static final CleanMark MARK =
      new CleanMark(7, 5, Hash.ofRaw(Bytes.ofHex("ab".repeat(32))));

  @Test
  void isReadBackFromTheBytesOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats", "home.md"));

    assertThat(page.replace(" ", "")).contains(MARK.encoded().hex());
    assertThat(CleanMark.decode(MARK.encoded())).isEqualTo(MARK);
  }

  @Test
  void isRefusedWhenCutOrLonger() {
    Bytes whole = MARK.encoded();
    assertThatThrownBy(() -> CleanMark.decode(whole.slice(0, 20)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> CleanMark.decode(whole.plus(Bytes.ofHex("00"))))
        .isInstanceOf(MalformedException.class);
  }
}
