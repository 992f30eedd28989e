package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void isWhatTheBuildWrote() {
    Version version = Version.current();
    assertThat(version.product()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(version.commit()).matches("|[0-9a-f]{12}\\+?");
    assertThat(version.java()).isEqualTo(System.getProperty("java.runtime.version"));
  }

  @Test
  void saysThatItWasBuiltWithoutGit() {
    assertThat(new Version("1.2.3", "", "25").text())
        .isEqualTo("1.2.3 (built without git, Java 25)");
    assertThat(new Version("1.2.3", "6c40fdd1a2b3", "25").text())
        .isEqualTo("1.2.3 (commit 6c40fdd1a2b3, Java 25)");
  }
}
