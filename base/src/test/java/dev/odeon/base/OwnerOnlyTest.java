package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
  private final Disk disk = Disk.system();
  @TempDir private Path folder;

  @Test
  void leavesAloneWhatIsItsOwnersOnly() {
    Path file = folder.resolve("file");
    disk.writeAtomically(file, Bytes.utf8("x"));
    disk.createFolders(folder.resolve("inner"));
    assertThat(OwnerOnly.require(disk, file, Folder.Kind.FILE)).isEmpty();
    assertThat(OwnerOnly.require(disk, folder.resolve("inner"), Folder.Kind.FOLDER)).isEmpty();
    assertThat(OwnerOnly.require(disk, folder.resolve("nothing"), Folder.Kind.FILE)).isEmpty();
  }

  @Test
  void takesFromOthersWhatRightsTheyHave() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(OwnerOnly.require(disk, file, Folder.Kind.FILE))
        .contains(new FileAccess(Folder.Kind.FILE, true, 0644));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxrwx--x"));
    assertThat(OwnerOnly.require(disk, inner, Folder.Kind.FOLDER))
        .contains(new FileAccess(Folder.Kind.FOLDER, true, 0771));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
        .isEqualTo("rwx------");
  }

  @Test
  void refusesALinkAndDoesNotTouchWhatItLeadsTo() throws IOException {
    Path target = folder.resolve("target");
    Files.writeString(target, "x");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertThatThrownBy(() -> OwnerOnly.require(disk, link, Folder.Kind.FILE))
        .isInstanceOfSatisfying(
            DiskException.class, e -> assertThat(e.reason()).isEqualTo(DiskException.Reason.LINK))
        .hasMessageStartingWith(link + " is a symbolic link");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void refusesAFolderForAFileAndAFileForAFolder() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> OwnerOnly.require(disk, inner, Folder.Kind.FILE))
        .hasMessageStartingWith(inner + " is not a file");
    assertThatThrownBy(() -> OwnerOnly.require(disk, file, Folder.Kind.FOLDER))
        .hasMessageStartingWith(file + " is not a folder");
  }

  /** Everybody's and nobody's: a file of the system, which only a test run by its owner owns. */
  @Test
  void refusesWhatIsSomebodyElses() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    boolean root = disk.access(Path.of("/etc/passwd")).orElseThrow().own();
    Path other = root ? file : Path.of("/etc/passwd");
    if (root) {
      Files.setAttribute(file, "unix:uid", 65534);
    }
    assertThatThrownBy(() -> OwnerOnly.require(disk, other, Folder.Kind.FILE))
        .isInstanceOf(DiskException.class)
        .hasMessageStartingWith(other + " belongs to another user");
  }
}
