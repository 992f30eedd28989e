package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Disk.Mode;
import dev.odeon.base.DiskException.Reason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only the machine's disk does; the contract of all disks has its own suite. */
class SystemDiskTest {
  private final Disk disk = Disk.system();
  @TempDir private Path folder = Path.of("");

  /** What another process gets when it tries the lock. */
  private static String probe(Path lock) throws Exception {
    List<String> places = new ArrayList<>();
    for (Class<?> type : List.of(SystemDisk.class, LockProbe.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(System.getProperty("path.separator"), places),
                LockProbe.class.getName(),
                lock.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return said;
  }

  @Test
  void locksOutOtherProcessesEvenAfterAFailedAttemptOfItsOwn() throws Exception {
    Path file = folder.resolve("lock");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (AutoCloseable _ = disk.lock(file)) {
      for (Path again : List.of(file, link)) {
        assertThatExceptionOfType(DiskException.class)
            .isThrownBy(() -> disk.lock(again))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
            .withMessage(again + " is locked by another part of this process");
      }
      Path other = Files.createLink(folder.resolve("hard link"), file);
      assertThatExceptionOfType(DiskException.class).isThrownBy(() -> disk.lock(other));
      for (Path way : List.of(file, link, other)) {
        for (Mode mode : List.of(Mode.READ, Mode.WRITE, Mode.READ_PLAIN)) {
          assertThatExceptionOfType(DiskException.class)
              .isThrownBy(() -> disk.open(way, mode).close());
        }
      }
      try (Folder shared = Folder.open(folder)) {
        assertThatExceptionOfType(DiskException.class)
            .isThrownBy(() -> shared.open(List.of("lock"), false, Folder.Creation.NEVER).close())
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
      }
      assertThat(probe(file)).isEqualTo("LOCKED " + file + " is locked by another process");
    }
    assertThat(probe(file)).isEqualTo("got it");
  }

  @Test
  void knowsAFolderThroughLinksAndAsStatDoes() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    FileIdentity found = disk.identity(folder).orElseThrow();

    assertThat(disk.identity(link.resolve("link/../.").resolve(folder.getFileName())))
        .contains(found);
    assertThat(disk.realPath(link.resolve("link"))).isEqualTo(folder.toRealPath());
    Process stat = new ProcessBuilder("stat", "-c", "%d:%i", folder.toString()).start();
    assertThat(new String(stat.getInputStream().readAllBytes()).strip())
        .isEqualTo(found.toString());
    assertThat(disk.identity(folder.resolve("link to nothing"))).isEmpty();
  }

  @Test
  void holdsAFolderWhereALinkToItLed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("current"), Path.of("one"));
    Files.createDirectory(folder.resolve("one"));
    Files.createDirectory(folder.resolve("two"));
    try (HeldFolder held = HeldFolder.lock(link, disk)) {
      Files.delete(link);
      Files.createSymbolicLink(link, Path.of("two"));
      held.disk().writeAtomically(held.path().resolve("a"), Bytes.utf8("x"));
    }
    assertThat(folder.resolve("one/a")).hasContent("x");
    assertThat(folder.resolve("two")).isEmptyDirectory();
  }

  @Test
  void letsNoNewFolderTakeTheIdentityOfOneThatIsHeld() throws Exception {
    Path home = folder.resolve("home");
    try (HeldFolder held = HeldFolder.lock(home, disk)) {
      Files.delete(home.resolve("lock"));
      Files.delete(home);
      for (int i = 0; i < 20; i++) {
        try (HeldFolder other = HeldFolder.lock(folder.resolve("n" + i), disk)) {
          assertThat(other.identity().folder()).isNotEqualTo(held.identity().folder());
          assertThat(other.identity().lock()).isNotEqualTo(held.identity().lock());
        }
      }
    }
  }

  @Test
  void keepsFilesAndFoldersToTheirOwner() throws Exception {
    disk.createFolders(folder.resolve("a/b"));
    disk.open(folder.resolve("a/file"), Mode.CREATE).close();
    disk.lock(folder.resolve("a/lock")).close();
    disk.writeAtomically(folder.resolve("a/whole"), Bytes.utf8("x"));

    for (String name : List.of("a", "a/b")) {
      assertThat(permissions(name)).isEqualTo("rwx------");
    }
    for (String name : List.of("a/file", "a/lock", "a/whole")) {
      assertThat(permissions(name)).isEqualTo("rw-------");
    }
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void makesFoldersThatOthersMakeAtTheSameTime() throws Exception {
    int count = 4;
    try (ExecutorService pool = Executors.newFixedThreadPool(count)) {
      for (int round = 0; round < 50; round++) {
        Path deep = folder.resolve("round-" + round + "/a/b/c");
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<?>> makers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          makers.add(
              pool.submit(() -> {
                start.await();
                disk.createFolders(deep);
                return disk.exists(deep);
              }));
        }
        for (Future<?> maker : makers) {
          assertThat(maker.get()).isEqualTo(true);
        }
      }
    }
  }

  @Test
  void opensNoLinkAsAPlainFile() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "secret");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> disk.open(link, Mode.READ_PLAIN))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
        .withMessage(link + " is not a plain file; links are not followed here");
    assertThat(disk.status(link).orElseThrow().kind()).isEqualTo(FileStatus.Kind.OTHER);
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> disk.open(folder, Mode.READ_PLAIN));
  }

  /** To open it would wait for somebody who writes to it, for ever. */
  @Test
  @Timeout(30)
  void opensNoPipeForReading() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    for (Path each : List.of(pipe, link)) {
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> disk.open(each, Mode.READ))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
          .withMessage(each + " is not a file but a pipe, a device or a socket");
    }
    Path target = Files.writeString(folder.resolve("target"), "text");
    Path good = Files.createSymbolicLink(folder.resolve("good"), target);
    assertThat(disk.readAll(good)).isEqualTo(Bytes.utf8("text"));
  }

  @Test
  void saysWhenTheDiskIsFull() {
    try (DiskFile full = disk.open(Path.of("/dev/full"), Mode.WRITE)) {
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> full.writeFully(0, ByteBuffer.wrap(new byte[10])))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
          .withMessageStartingWith("/dev/full cannot be written at 0: ");
    }
  }

  @Test
  void tellsTheReasonsApart() {
    assertThat(reason(new NoSuchFileException("x"))).isEqualTo(Reason.MISSING);
    assertThat(reason(new FileAlreadyExistsException("x"))).isEqualTo(Reason.EXISTS);
    assertThat(reason(new AccessDeniedException("x"))).isEqualTo(Reason.DENIED);
    assertThat(reason(new FileSystemException("x", null, "No space left on device")))
        .isEqualTo(Reason.FULL);
    assertThat(reason(new IOException("Disk quota exceeded"))).isEqualTo(Reason.FULL);
    assertThat(reason(new FileSystemException("x", null, "Read-only file system")))
        .isEqualTo(Reason.READ_ONLY);
    assertThat(reason(new IOException("Input/output error"))).isEqualTo(Reason.IO);
    assertThat(reason(new IOException())).isEqualTo(Reason.IO);
  }

  private static Reason reason(IOException cause) {
    DiskException failure = SystemDisk.failure(Path.of("x"), "cannot be tried", cause);
    assertThat(failure).hasCause(cause).hasMessageStartingWith("x ").hasNoSuppressedExceptions();
    return failure.reason();
  }

  @Test
  void tellsASocketOfItsOwnFromAnythingElse() throws IOException {
    Path socket = folder.resolve("socket");
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), socket);
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(disk.isOwnSocket(socket)).isTrue();
    assertThat(disk.isOwnSocket(link)).isFalse();
    assertThat(disk.isOwnSocket(file)).isFalse();
    assertThat(disk.isOwnSocket(folder)).isFalse();
    assertThat(disk.isOwnSocket(folder.resolve("none"))).isFalse();
  }
}
