package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt closes no file, and is not lost. */
class ChannelFileTest {
  @TempDir private Path folder;

  @AfterEach
  void end() {
    boolean _ = Thread.interrupted();
  }

  @Test
  void everyOperationOfAnInterruptedThreadIsDone() throws IOException {
    Path path = folder.resolve("file");
    try (DiskFile file = Disk.system().open(path, Disk.Mode.CREATE)) {
      interrupted(() -> file.writeFully(0, Bytes.utf8("abcdef").buffer()));
      interrupted(() -> file.truncate(5));
      interrupted(file::sync);
      interrupted(() -> assertThat(file.size()).isEqualTo(5));
      interrupted(() -> assertThat(read(file, 1, 4)).isEqualTo("bcde"));
    }
    assertThat(Files.readString(path)).isEqualTo("abcde");
  }

  @Test
  void aFolderIsSyncedByAnInterruptedThread() {
    interrupted(() -> Disk.system().syncFolder(folder));
  }

  @Test
  void aFileOfASecureFolderIsReadByAnInterruptedThread() throws Exception {
    Files.writeString(folder.resolve("file"), "text");
    try (Folder inside = Folder.open(folder);
        DiskFile file = inside.open(List.of("file"), false, Folder.Creation.NEVER)) {
      interrupted(() -> assertThat(read(file, 0, 4)).isEqualTo("text"));
    }
  }

  @Test
  void noOtherThreadNoticesThatOneIsInterrupted() throws Exception {
    Files.writeString(folder.resolve("file"), "text");
    AtomicBoolean ended = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    try (DiskFile file = Disk.system().open(folder.resolve("file"), Disk.Mode.READ)) {
      Thread reader =
          Thread.startVirtualThread(() -> {
            while (!ended.get() && read(file, 0, 4).equals("text")) {
              reads.incrementAndGet();
            }
          });
      for (int i = 0; i < 1000 || reads.get() < 1000 && reader.isAlive(); i++) {
        interrupted(() -> assertThat(read(file, 0, 4)).isEqualTo("text"));
        boolean _ = Thread.interrupted();
      }
      assertThat(reader.isAlive()).isTrue();
      ended.set(true);
      reader.join();
    }
  }

  @Test
  void anotherFileInItsPlaceIsNotOpened() throws IOException {
    Path path = Files.writeString(folder.resolve("file"), "mine");
    try (DiskFile file = Disk.system().open(path, Disk.Mode.READ)) {
      Files.move(path, folder.resolve("moved"));
      Files.writeString(path, "that of somebody else");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> read(file, 0, 4))
          .isInstanceOf(DiskException.class)
          .hasMessageContaining("another file is in its place");
    }
  }

  @Test
  void aClosedFileStaysClosed() throws IOException {
    DiskFile file =
        Disk.system().open(Files.writeString(folder.resolve("file"), "text"), Disk.Mode.READ);
    file.close();
    assertThatThrownBy(() -> read(file, 0, 4)).isInstanceOf(DiskException.class);
  }

  private static String read(DiskFile file, long offset, int size) {
    ByteBuffer target = ByteBuffer.allocate(size);
    file.readFully(offset, target);
    return Bytes.wrap(target.array()).text();
  }

  /** Does it with an interrupt pending, which is pending afterwards too. */
  private static void interrupted(Runnable work) {
    Thread.currentThread().interrupt();
    work.run();
    assertThat(Thread.interrupted()).isTrue();
  }
}
