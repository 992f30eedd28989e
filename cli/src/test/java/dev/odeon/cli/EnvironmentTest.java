package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void takesTheHomeThatTheaterHomeNames() {
    assertThat(Environment.home("/data/h", "/home/me")).isEqualTo(Path.of("/data/h"));
  }

  @Test
  void livesInTheUsersHomeOtherwise() {
    Path own = Path.of("/home/me/.odeon");
    assertThat(Environment.home(null, "/home/me")).isEqualTo(own);
    assertThat(Environment.home(" ", "/home/me")).isEqualTo(own);
  }
}
