package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void takesTheHomeThatTheaterHomeNames() {
    assertThat(Environment.home("/data/h", "/home/me", "/home/me")).isEqualTo(Path.of("/data/h"));
  }

  @Test
  void livesInTheUsersHomeOtherwise() {
    Path own = Path.of("/home/me/.odeon");
    assertThat(Environment.home(null, "/home/me", "/root")).isEqualTo(own);
    assertThat(Environment.home(" ", "/home/me", "/root")).isEqualTo(own);
  }

  @Test
  void asksTheAccountWhereHomeIsNoFolder() {
    Path own = Path.of("/home/me/.odeon");
    assertThat(Environment.home(null, null, "/home/me")).isEqualTo(own);
    assertThat(Environment.home(null, "", "/home/me")).isEqualTo(own);
    assertThat(Environment.home(null, "here", "/home/me")).isEqualTo(own);
  }

  @Test
  void refusesToInventAHome() {
    assertThatThrownBy(() -> Environment.home(null, null, "?"))
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll("--home", "THEATER_HOME", "set HOME");
    assertThatThrownBy(() -> Environment.home(null, null, null)).isInstanceOf(Failure.class);
  }
}
