package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./odeon} builds when what a source holds changed, and says what it is at. */
class LauncherBuildTest {
  @TempDir Path temp;
  private FakeCheckout checkout;
  private Path source;

  @BeforeEach
  void layOutACheckout() throws IOException {
    checkout = FakeCheckout.in(temp, "check out");
    checkout.jdk("jvm/new", "25.0.3");
    source = checkout.root().resolve("cli/src/main/A.java");
  }

  @Test
  void saysWhatItBuildsAndHowLongThatTakes() throws Exception {
    FakeCheckout.Run first = checkout.run("odeon", Map.of());
    assertThat(first.out()).hasLineCount(1);
    assertThat(first.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("odeon: building, which takes 1 to 5 minutes"),
            line -> assertThat(line).isEqualTo("odeon: building 1/3 odeon"),
            line -> assertThat(line).isEqualTo("odeon: building 2/3 base"),
            line -> assertThat(line).isEqualTo("odeon: building 3/3 cli"),
            line -> assertThat(line).startsWith("odeon: preparing fast starts"),
            line -> assertThat(line).matches("odeon: built in \\d+ s"));
    Files.writeString(source, "changed");
    assertThat(checkout.run("odeon", Map.of()).err())
        .matches("(?s)odeon: the sources changed: building, which took \\d+ s the last time\n.*");
  }

  @Test
  void buildsNothingForAFileThatWasOnlyTouched() throws Exception {
    checkout.run("odeon", Map.of());
    touch(source, Instant.now().plusSeconds(60));
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
    touch(source, Instant.now().minusSeconds(60));
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void buildsOnceForASourceThatIsDatedTomorrow() throws Exception {
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    touch(source, tomorrow);
    checkout.run("odeon", Map.of());
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(1);

    Files.writeString(checkout.root().resolve("pom.xml"), "changed today");
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(2);

    Files.writeString(source, "other");
    touch(source, tomorrow);
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(3);
  }

  @Test
  void noticesASourceThatIsOlderThanTheBuildAndOneThatIsGone() throws Exception {
    checkout.run("odeon", Map.of());
    Files.writeString(source, "from a backup");
    touch(source, Instant.now().minusSeconds(86_400));
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(2);
    Files.delete(source);
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(3);
  }

  @Test
  void passesOverWhatEditorsLeaveBesideASource() throws Exception {
    checkout.run("odeon", Map.of());
    Files.writeString(source.resolveSibling(".A.java.swp"), "x");
    Files.writeString(source.resolveSibling("A.java~"), "x");
    assertThat(checkout.run("odeon", Map.of()).err()).isEmpty();
  }

  @Test
  void hashesATouchedFileOnce() throws Exception {
    checkout.run("odeon", Map.of());
    touch(source, Instant.now().plusSeconds(60));
    checkout.tool(
        "sha256sum", "#!/bin/sh\necho hashed >>\"$NOTES\"\nexec /usr/bin/sha256sum \"$@\"\n");
    checkout.run("odeon", Map.of());
    long hashes = hashes();
    assertThat(hashes).isPositive();
    checkout.run("odeon", Map.of());
    assertThat(hashes()).isEqualTo(hashes);
  }

  @Test
  void noticesAChangeDuringTheBuild() throws Exception {
    checkout.run("odeon", Map.of("LOOK_MAVEN", "echo changed >cli/src/main/A.java"));
    checkout.run("odeon", Map.of());
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void makesAPackageOfWhatItBuilt() throws Exception {
    FakeCheckout.Run run = checkout.run("odeon", Map.of(), "package");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(checkout.notes()).anyMatch(line -> line.matches("package .*Package.java .*/app .*"));
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void tellsHowAPackageIsMade() throws Exception {
    FakeCheckout.Run help = checkout.run("odeon", Map.of(), "package", "--help");
    assertThat(help.exit()).isZero();
    assertThat(help.out()).startsWith("Usage: ./odeon package\n");
    FakeCheckout.Run wrong = checkout.run("odeon", Map.of(), "package", "--zip");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("odeon: package takes no arguments").hasLineCount(1);
    assertThat(checkout.notes()).isEmpty();
  }

  private long hashes() throws IOException {
    return checkout.notes().stream().filter("hashed"::equals).count();
  }

  private static void touch(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }
}
