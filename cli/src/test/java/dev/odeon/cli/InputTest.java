package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  @TempDir private Path folder;

  @Test
  void takesTextAsItStands() {
    assertThat(Input.of("grüße", none())).isEqualTo(Bytes.utf8("grüße"));
    assertThat(Input.of("", none())).isEqualTo(Bytes.empty());
    assertThat(Input.of("--", none())).isEqualTo(Bytes.utf8("--"));
  }

  @Test
  void readsStandardInputForADash() {
    byte[] given = {0, 1, (byte) 0xff};
    assertThat(Input.of("-", new ByteArrayInputStream(given))).isEqualTo(Bytes.copyOf(given));
  }

  @Test
  void readsAFileForAnAt() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[] {7, 0});
    assertThat(Input.of("@" + file, none())).isEqualTo(Bytes.ofHex("0700"));
  }

  @Test
  void saysWhichFileCannotBeRead() {
    Path gone = folder.resolve("gone");
    assertThatThrownBy(() -> Input.of("@" + gone, none()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(gone.toString());
    assertThatThrownBy(() -> Input.of("@" + folder, none()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(folder.toString());
  }

  private static InputStream none() {
    return InputStream.nullInputStream();
  }
}
