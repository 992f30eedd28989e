package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Disk;
import dev.odeon.base.Ports;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeAccessTest {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void makeHome() {
    home = folder.resolve("home");
    open(home);
    try (Actors actors = Actors.open(home, Ports.system(), TestNode.settings())) {
      actors.chains().signHead();
    }
  }

  private static List<String> open(Path home) {
    try (Actors actors = Actors.open(home, Ports.system(), TestNode.settings())) {
      return actors.notices();
    }
  }

  @Test
  void findsNothingToMendInAHomeAsItIsMade() {
    assertThat(open(home)).isEmpty();
  }

  @Test
  void takesAwayWhatRightsOthersHave() throws IOException {
    mode(home, "rwxr-xr-x");
    mode(home.resolve("keys"), "rwxr-xr-x");
    mode(home.resolve("keys/log.key"), "rw-r--r--");
    assertThat(open(home))
        .containsExactly(
            home
                + " (mode 755) and 2 more files and folders could be used by other users:"
                + " now only by the owner");
    assertThat(mode(home)).isEqualTo("rwx------");
    assertThat(mode(home.resolve("keys"))).isEqualTo("rwx------");
    assertThat(mode(home.resolve("keys/log.key"))).isEqualTo("rw-------");
    assertThat(open(home)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "lock",
        "clean",
        "keys",
        "keys/log.key",
        "log",
        "log/0000000000000001.segment",
        "tree",
        "tree/tiles",
        "tree/tiles/0",
        "tree/heads/last",
        "derived",
        "derived/index"
      })
  void refusesALinkInThePlaceOfWhatItsHomeHas(String name) throws IOException {
    Path place = home.resolve(name);
    Path elsewhere = folder.resolve("elsewhere");
    if (Files.exists(place)) {
      Files.move(place, elsewhere);
    } else {
      Files.createDirectory(elsewhere);
    }
    Disk.system().createFolders(place.getParent());
    Files.createSymbolicLink(place, elsewhere);
    assertThatThrownBy(() -> open(home))
        .isInstanceOf(HomeException.class)
        .hasMessageContaining(place + " is a symbolic link");
  }

  @Test
  void refusesALinkThatLeadsNowhere() throws IOException {
    Files.deleteIfExists(home.resolve("clean"));
    Files.createSymbolicLink(home.resolve("clean"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> open(home)).hasMessageContaining("clean is a symbolic link");
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void refusesAFileForAFolder() throws IOException {
    Files.move(home.resolve("keys"), folder.resolve("elsewhere"));
    Files.writeString(home.resolve("keys"), "x");
    assertThatThrownBy(() -> open(home)).hasMessageContaining("keys is not a folder");
  }

  @Test
  void followsALinkToTheHomeAsAWhole() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    assertThat(open(link)).isEmpty();
    mode(home, "rwxrwx---");
    assertThat(open(link)).singleElement().asString().startsWith(link + " (mode 770)");
    assertThat(mode(home)).isEqualTo("rwx------");
  }

  @Test
  void saysThatTheKeyOfCompiledCodeIsAnotherOne() throws IOException {
    Disk.system().createFolders(home.resolve("derived/cache"));
    Files.delete(home.resolve("keys/code"));
    assertThat(open(home)).singleElement().asString().contains("keys/code was missing");
    assertThat(open(home)).isEmpty();
  }

  /** A folder may be a disk of its own: the system's folder on it is nobody's business. */
  @Test
  void passesOverWhatTheSystemKeepsOnADisk() throws IOException {
    Path lost = Files.createDirectory(home.resolve("log/lost+found"));
    mode(lost, "rwxr-xr-x");
    assertThat(open(home)).isEmpty();
    assertThat(mode(lost)).isEqualTo("rwxr-xr-x");
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
