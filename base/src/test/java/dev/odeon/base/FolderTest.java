package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.Folder.Creation;
import dev.odeon.base.Folder.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderTest {
  @TempDir private Path place;
  private Path inside;
  private Folder folder;

  @BeforeEach
  void open() throws IOException {
    inside = Files.createDirectory(place.resolve("inside"));
    Files.writeString(place.resolve("secret"), "secret");
    folder = Folder.open(inside);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void makesReadsListsAndRemoves() {
    folder.createFolder(List.of("a"));
    folder.createFolder(List.of("a", "b"));
    write(List.of("a", "b", "file"), "content");

    assertThat(read(List.of("a", "b", "file"))).isEqualTo("content");
    assertThat(folder.status(List.of("a", "b", "file")).size()).isEqualTo(7);
    assertThat(folder.status(List.of("a")).kind()).isEqualTo(Kind.FOLDER);
    assertThat(folder.status(List.of()).kind()).isEqualTo(Kind.FOLDER);
    assertThat(folder.list(List.of())).containsExactly(new Folder.Entry("a", Kind.FOLDER));
    assertThat(folder.list(List.of())).hasSize(1);
    assertThat(folder.list(List.of("a", "b"))).containsExactly(new Folder.Entry("file", Kind.FILE));

    folder.rename(List.of("a", "b", "file"), List.of("a", "other"));
    folder.deleteFolder(List.of("a", "b"));
    assertThat(folder.list(List.of("a"))).containsExactly(new Folder.Entry("other", Kind.FILE));
    folder.deleteFile(List.of("a", "other"));
    folder.deleteFolder(List.of("a"));
    assertThat(inside).isEmptyDirectory();
  }

  @Test
  void saysWhatIsInTheWay() {
    folder.createFolder(List.of("a"));
    write(List.of("a", "file"), "");

    refused(Reason.MISSING, () -> folder.open(List.of("none"), false, Creation.NEVER));
    refused(Reason.MISSING, () -> folder.open(List.of("none", "x"), true, Creation.ALWAYS));
    refused(Reason.EXISTS, () -> folder.open(List.of("a", "file"), true, Creation.ALWAYS));
    refused(Reason.FOLDER, () -> folder.open(List.of("a"), false, Creation.NEVER));
    refused(Reason.FOLDER, () -> folder.deleteFile(List.of("a")));
    refused(Reason.EXISTS, () -> folder.createFolder(List.of("a")));
    refused(Reason.EXISTS, () -> folder.createFolder(List.of("a", "file")));
    refused(Reason.NOT_A_FOLDER, () -> folder.list(List.of("a", "file")));
    refused(Reason.NOT_A_FOLDER, () -> folder.deleteFolder(List.of("a", "file")));
    refused(Reason.NOT_EMPTY, () -> folder.deleteFolder(List.of("a")));
    refused(Reason.MISSING, () -> folder.status(List.of("none")));
    refused(Reason.MISSING, () -> Folder.open(inside.resolve("none")).close());
    assertThat(folder.list(List.of())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../secret", "a/b", "/etc/passwd", "a\0b"})
  void takesOnlyNamesForNames(String name) {
    assertThatThrownBy(() -> folder.open(List.of(name), false, Creation.NEVER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> folder.status(List.of(name, "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> folder.rename(List.of("x"), List.of(name, "secret")))
        .isInstanceOfAny(IllegalArgumentException.class, DiskException.class);
  }

  @Test
  void followsNoLink() throws IOException {
    Files.createSymbolicLink(inside.resolve("up"), place);
    Files.createSymbolicLink(inside.resolve("file"), place.resolve("secret"));
    Files.createSymbolicLink(inside.resolve("dangling"), place.resolve("new"));
    Files.writeString(inside.resolve("own"), "own");

    for (Creation creation : List.of(Creation.NEVER, Creation.IF_MISSING)) {
      refused(Reason.LINK, () -> folder.open(List.of("file"), true, creation));
      refused(Reason.LINK, () -> folder.open(List.of("dangling"), true, creation));
    }
    assertThatThrownBy(() -> folder.open(List.of("up", "secret"), false, Creation.NEVER))
        .isInstanceOf(DiskException.class);
    assertThatThrownBy(() -> folder.list(List.of("up"))).isInstanceOf(DiskException.class);
    assertThatThrownBy(() -> folder.createFolder(List.of("up", "made")))
        .isInstanceOf(DiskException.class);
    assertThatThrownBy(() -> folder.rename(List.of("own"), List.of("up", "own")))
        .isInstanceOf(DiskException.class);
    assertThatThrownBy(() -> folder.deleteFile(List.of("up", "secret")))
        .isInstanceOf(DiskException.class);
    assertThat(folder.status(List.of("file")).kind()).isEqualTo(Kind.LINK);

    folder.deleteFile(List.of("file"));
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("inside", "secret");
    assertThat(place.resolve("secret")).hasContent("secret");
  }

  /** A folder and a link to outside change places all the time. */
  @Test
  void isNotLeftByARace() throws Exception {
    Path real = Files.createDirectory(inside.resolve("real"));
    Files.writeString(real.resolve("secret"), "public");
    Files.createSymbolicLink(inside.resolve("link"), place);
    AtomicBoolean done = new AtomicBoolean();
    Thread swapper = Threads.system().start("swapper", 0, () -> swap(done));
    int found = 0;
    try {
      for (int i = 0; i < 5_000 || found == 0 && i < 2_000_000; i++) {
        try {
          assertThat(read(List.of("spot", "secret"))).isEqualTo("public");
          found++;
        } catch (DiskException e) {
          assertThat(e.reason()).isIn(Reason.MISSING, Reason.LINK, Reason.NOT_A_FOLDER);
        }
      }
    } finally {
      done.set(true);
      swapper.join();
    }
    assertThat(found).isPositive();
  }

  private void swap(AtomicBoolean done) {
    Path spot = inside.resolve("spot");
    try {
      while (!done.get()) {
        for (String name : List.of("real", "link")) {
          Files.move(inside.resolve(name), spot);
          Files.move(spot, inside.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void opensNoPipe() throws Exception {
    Process made = new ProcessBuilder("mkfifo", inside.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();

    refused(Reason.DENIED, () -> folder.open(List.of("pipe"), false, Creation.NEVER));
    assertThat(folder.status(List.of("pipe")).kind()).isEqualTo(Kind.OTHER);
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DiskException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private void write(List<String> path, String content) {
    try (DiskFile file = folder.open(path, true, Creation.ALWAYS)) {
      file.writeFully(0, Bytes.utf8(content).buffer());
    }
  }

  private String read(List<String> path) {
    try (DiskFile file = folder.open(path, false, Creation.NEVER)) {
      ByteBuffer all = ByteBuffer.allocate((int) file.size());
      file.readFully(0, all);
      return new String(all.array(), StandardCharsets.UTF_8);
    }
  }
}
