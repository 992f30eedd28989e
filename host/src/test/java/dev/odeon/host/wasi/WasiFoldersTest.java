package dev.odeon.host.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Folder;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in C in folders that it was granted, and at their borders. */
class WasiFoldersTest {
  private static final long WRITTEN_MAX = 1 << 20;

  @AutoClose
  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  @TempDir private Path place;
  private Path inside;
  private Folder folder;

  @BeforeEach
  void open() throws IOException {
    inside = Files.createDirectory(place.resolve("inside"));
    Files.writeString(place.resolve("secret"), "the secret");
    folder = Folder.open(inside);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void letsAProgramWorkInAFolder() {
    assertThat(lines(writing(), "work", "/data"))
        .containsExactly(
            "chdir: done",
            "mkdir: done",
            "read: hello, there",
            "stat: done",
            "size: 13",
            "truncate: done",
            "rmdir: Directory not empty",
            "./ ../ file ",
            "rename: done",
            "rmdir: done",
            "unlink: No such file or directory",
            "./ ../ kept ");
    assertThat(inside.resolve("kept")).hasContent("hello");
  }

  @Test
  void readsAndListsWhatIsThere() throws IOException {
    Files.writeString(inside.resolve("file"), "content");
    Files.createDirectories(inside.resolve("a/b"));

    assertThat(lines(reading(), "look", "/data/file", "/data/a/../file", "/data//a/./../file"))
        .containsExactly(
            "/data/file: done",
            "content",
            "/data/a/../file: done",
            "content",
            "/data//a/./../file: done",
            "content");
    assertThat(lines(reading(), "list", "/data")).containsExactly("./ ../ a/ file ");
  }

  @Test
  void listsAFolderWithManyNames() throws IOException {
    for (int i = 0; i < 500; i++) {
      Files.writeString(inside.resolve("file number %03d".formatted(i)), "");
    }

    String listed = lines(reading(), "list", "/data").getFirst();

    assertThat(listed.split(" file ")).hasSize(501);
  }

  @Test
  void changesNothingInAFolderForReading() throws IOException {
    Files.writeString(inside.resolve("file"), "content");

    List<String> told = lines(reading(), "change", "/data/file", "/data/new");

    assertThat(told)
        .hasSize(16)
        .contains("create: Read-only file system", "unlink: Read-only file system")
        .noneMatch(line -> line.endsWith("done"));
    assertThat(inside.resolve("file")).hasContent("content");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void staysInsideWhateverThePath() throws IOException {
    Files.createDirectory(inside.resolve("a"));
    String[] ways = {
      "/data/../secret",
      "/data/a/../../secret",
      "/data/../inside/../secret",
      "/data/./.././secret",
      "/secret",
      "../secret",
      place.resolve("secret").toString(),
      "/data/" + place.resolve("secret"),
      "/data/a/" + "../".repeat(50) + "etc/passwd"
    };

    assertThat(lines(writing(), with("look", ways))).noneMatch(line -> line.contains("the secret"));
    assertThat(lines(writing(), with("look", ways))).noneMatch(line -> line.endsWith(": done"));
    lines(writing(), with("change", ways));
    assertThat(place.resolve("secret")).hasContent("the secret");
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("inside", "secret");
  }

  @Test
  void followsNoLink() throws IOException {
    Files.createSymbolicLink(inside.resolve("file"), place.resolve("secret"));
    Files.createSymbolicLink(inside.resolve("up"), place);
    Files.createSymbolicLink(inside.resolve("top"), Path.of("/"));
    Files.createSymbolicLink(inside.resolve("self"), inside.resolve("self"));
    Files.createSymbolicLink(inside.resolve("relative"), Path.of("..", "secret"));
    Files.createSymbolicLink(inside.resolve("dangling"), place.resolve("new"));
    String[] ways = {
      "/data/file",
      "/data/up/secret",
      "/data/top/etc/passwd",
      "/data/self",
      "/data/relative",
      "/data/dangling",
      "/data/up/inside/up/secret"
    };

    assertThat(lines(writing(), with("look", ways)))
        .noneMatch(line -> line.contains("the secret") || line.endsWith(": done"));
    List<String> told = lines(writing(), with("change", ways));
    assertThat(told).noneMatch(line -> line.equals("write: done"));
    assertThat(place.resolve("secret")).hasContent("the secret");
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("inside", "secret");
  }

  @Test
  void makesNoLink() {
    assertThat(lines(writing(), "change", "/data/new"))
        .contains("symlink: Not supported", "link: Not supported");
  }

  /** Somebody outside swaps a folder for a link while the guest looks into it. */
  @Test
  void isNotLetOutByARace() throws Exception {
    Path real = Files.createDirectory(inside.resolve("real"));
    Files.writeString(real.resolve("secret"), "public");
    Files.createSymbolicLink(inside.resolve("link"), place);
    AtomicBoolean done = new AtomicBoolean();
    Thread swapper = Threads.system().start("swapper", 0, () -> swap(done));
    String[] ways = new String[300];
    Arrays.fill(ways, "/data/spot/secret");
    int found = 0;
    try {
      for (int i = 0; i < 20 || found == 0 && i < 2_000; i++) {
        List<String> told = lines(reading(), with("look", ways));
        assertThat(told).noneMatch(line -> line.contains("the secret"));
        found += (int) told.stream().filter("public"::equals).count();
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
  void opensNoPipeAndNoDevice() throws Exception {
    Path pipe = inside.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(lines(writing(), "look", "/data/pipe"))
        .containsExactly("/data/pipe: Permission denied");
  }

  @Test
  void boundsWhatIsWritten() throws IOException {
    List<String> told = lines(writing(), "fill", "/data/big");

    assertThat(told)
        .containsExactly(
            "983040, then: No space left on device",
            "seek and write: No space left on device",
            "ftruncate: No space left on device");
    assertThat(Files.size(inside.resolve("big"))).isEqualTo(983_040);
  }

  @Test
  void boundsOpenFiles() throws IOException {
    Files.writeString(inside.resolve("file"), "");

    assertThat(lines(reading(), "hoard", "/data/file"))
        .containsExactly("252, then: No file descriptors available");
    assertThat(openFiles()).noneMatch(open -> open.contains(inside.toString() + "/"));
  }

  private static List<String> openFiles() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(WasiFoldersTest::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String[] with(String first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(inside)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private WasiFolder reading() {
    return new WasiFolder("/data", folder, 0);
  }

  private WasiFolder writing() {
    return new WasiFolder("/data", folder, WRITTEN_MAX);
  }

  private List<String> lines(WasiFolder granted, String... arguments) {
    WasiContext context =
        WasiContext.of(Bytes.empty(), 0, Bytes.empty())
            .withArguments(with("tour", arguments))
            .withFolders(granted);
    WasiResult result =
        WasiCommand.of(engine.compile(Bytes.wrap(SampleGuests.module("wasi/tour"))))
            .run(Limits.DEFAULT, context);
    assertThat(result.outcome()).as(result.errors().toString()).isEqualTo(Outcome.RETURNED);
    return new String(result.output().toArray(), StandardCharsets.UTF_8).lines().toList();
  }
}
