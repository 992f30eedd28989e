package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ErrorTextTest {

  @Test
  void isTheMessageOfOnesOwnFailures() {
    assertThat(ErrorText.of(new MalformedException("it is torn"))).isEqualTo("it is torn");
    assertThat(ErrorText.of(thrown(() -> Hash.parse("x")))).startsWith("'x' is not a hash");
  }

  @Test
  void isNeverAMessageOfTheJdk() {
    List<Callable<Object>> failing =
        List.of(
            () -> Long.parseLong("9e9"),
            () -> HexFormat.of().parseHex("x"),
            () -> Base64.getDecoder().decode("!"),
            () -> List.of().get(3),
            () -> Path.of("a\0b"),
            () -> Math.toIntExact(1L << 40));
    for (Callable<Object> each : failing) {
      assertThat(ErrorText.of(thrown(each))).isEqualTo(ErrorText.of(new NullPointerException()));
    }
  }

  @Test
  void saysOfTheSystemsFailuresWhatTheSystemSaid() {
    assertThat(ErrorText.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(ErrorText.of(new FileSystemException("/a/b", null, "Input/output error")))
        .isEqualTo("Input/output error");
    assertThat(ErrorText.of(new NoSuchFileException("/a/b"))).isEqualTo("no such file or folder");
    assertThat(ErrorText.of(new AccessDeniedException("/a/b"))).isEqualTo("permission denied");
    assertThat(ErrorText.of(new ClosedChannelException())).isEqualTo("it was closed");
    assertThat(ErrorText.of(new OutOfMemoryError("Java heap space"))).isEqualTo("out of memory");
  }

  private static Throwable thrown(Callable<?> failing) {
    try {
      return new AssertionError("did not fail: " + failing.call());
    } catch (Exception e) {
      return e;
    }
  }
}
