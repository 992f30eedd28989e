package dev.odeon.host.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Folder;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Paths and what is known of files, by modules that call WASI without a C library in between: the
 * codes are those of POSIX.
 */
class WasiPathsTest {
  private static final long TIME = 1_763_697_600_000L;
  private static final int PATH = 1024;
  private static final int OTHER = 6000;
  private static final int READ = 2;
  private static final int WRITE = 1 << 6;

  @AutoClose
  private static final Engine ENGINE =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());

  private static final Map<String, String> IMPORTS = imports();
  private static final List<String> FUNCTIONS = List.copyOf(IMPORTS.keySet());
  private static final Pattern CALL = Pattern.compile("call \\$(\\w+)");
  private static final Pattern NUMBER = Pattern.compile("\\.const (-?\\d+)");
  private static final WasiCommand CALLER = caller();

  private static Map<String, String> imports() {
    Map<String, String> imports = new LinkedHashMap<>();
    imports.put("path_open", "iiiiiLLii");
    imports.put("path_create_directory", "iii");
    imports.put("path_filestat_get", "iiiii");
    imports.put("path_remove_directory", "iii");
    imports.put("path_unlink_file", "iii");
    imports.put("path_rename", "iiiiii");
    imports.put("path_readlink", "iiiiii");
    imports.put("path_symlink", "iiiii");
    imports.put("fd_filestat_get", "ii");
    imports.put("fd_filestat_set_size", "iL");
    imports.put("fd_filestat_set_times", "iLLi");
    imports.put("fd_allocate", "iLL");
    imports.put("fd_readdir", "iiiLi");
    imports.put("fd_read", "iiii");
    imports.put("fd_write", "iiii");
    imports.put("fd_sync", "i");
    imports.put("fd_datasync", "i");
    imports.put("sock_send", "iiiii");
    imports.put("sock_recv", "iiiiii");
    imports.put("sock_accept", "iii");
    imports.put("sock_shutdown", "ii");
    imports.put("proc_exit", "i");
    return imports;
  }

  @TempDir private Path inside;
  private Folder folder;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(inside.resolve("file"), "content");
    Files.writeString(inside.resolve("other"), "");
    Files.createDirectories(inside.resolve("d/e"));
    Files.createDirectory(inside.resolve("empty"));
    Files.createSymbolicLink(inside.resolve("link"), Path.of("d"));
    folder = Folder.open(inside);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @ParameterizedTest
  @CsvSource({
    "file, 0",
    "file/, 54",
    "file/., 54",
    "file/.., 54",
    "file/../other, 54",
    "file/x, 54",
    "missing, 44",
    "missing/, 44",
    "missing/., 44",
    "missing/../file, 44",
    "d, 0",
    "d/, 0",
    "d/., 0",
    "d/.., 0",
    "d/../file, 0",
    "d//e///, 0",
    "., 0",
    "./, 0",
    ".., 76",
    "d/../.., 76",
    "/file, 76",
    "link, 0",
    "link/, 32",
    "link/., 32",
    "link/../file, 32"
  })
  void finds(String path, int errno) {
    assertThat(errno(call("path_filestat_get", "(i32.const 0)", path, "(i32.const 4000)"), path))
        .isEqualTo(errno);
  }

  @ParameterizedTest
  @CsvSource({
    // Flags: 1 to create, 2 a folder, 4 exclusively, 8 to truncate.
    "file, 0, 0, 0",
    "file, 0, 64, 0",
    "file/, 0, 0, 54",
    "file/., 0, 0, 54",
    "file/, 1, 64, 54",
    "file, 2, 0, 54",
    "file, 5, 64, 20",
    "d, 0, 0, 0",
    "d, 0, 64, 31",
    "d, 0, 66, 31",
    "d, 2, 66, 31",
    "d/, 0, 64, 31",
    "., 0, 64, 31",
    "d, 1, 0, 31",
    "d, 5, 0, 20",
    "d, 8, 0, 31",
    "d/., 2, 0, 0",
    "new, 1, 64, 0",
    "new, 0, 64, 44",
    "new/, 1, 64, 31",
    "new/, 0, 64, 44",
    "new/., 1, 64, 44",
    "d/new/, 1, 64, 31",
    "link/x, 0, 0, 32"
  })
  void opens(String path, int flags, int rights, int errno) {
    assertThat(errno(open(path, flags, rights), path)).isEqualTo(errno);
  }

  @ParameterizedTest
  @CsvSource({
    "empty, 0",
    "empty/, 0",
    "empty//, 0",
    "empty/., 28",
    "empty/.., 55",
    "d, 55",
    "d/e/.., 55",
    "., 28",
    "file, 54",
    "file/, 54",
    "file/., 54",
    "missing, 44",
    "missing/., 44",
    "link, 54",
    "link/, 54"
  })
  void removesFolders(String path, int errno) {
    assertThat(errno(call("path_remove_directory", "", path, ""), path)).isEqualTo(errno);
    assertThat(inside.resolve("empty").toFile().exists()).isEqualTo(errno != 0);
  }

  @ParameterizedTest
  @CsvSource({
    "file, 0",
    "file/, 54",
    "file/., 54",
    "d, 31",
    "d/, 31",
    "d/., 31",
    "., 31",
    "link, 0",
    "link/, 54",
    "missing/, 44"
  })
  void removesFiles(String path, int errno) {
    assertThat(errno(call("path_unlink_file", "", path, ""), path)).isEqualTo(errno);
    assertThat(inside.resolve("d")).isDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "new, 0",
    "new/, 0",
    "new/., 44",
    "d, 20",
    "d/, 20",
    "d/., 20",
    "., 20",
    "file, 20",
    "file/, 20",
    "file/., 54",
    "file/x, 54"
  })
  void makesFolders(String path, int errno) {
    assertThat(errno(call("path_create_directory", "", path, ""), path)).isEqualTo(errno);
  }

  @ParameterizedTest
  @CsvSource({
    "file, new, 0",
    "file, other, 0",
    "file, file, 0",
    "file/, new, 54",
    "file, new/, 54",
    "file, d, 31",
    "d, new, 0",
    "d/, new/, 0",
    "d, empty, 0",
    "d, empty/, 0",
    "empty, d, 55",
    "d, file, 54",
    "d, d/x, 28",
    "d, d/e, 28",
    "d/., new, 28",
    "d, d/., 28",
    "., new, 28",
    "file, d/., 28",
    "missing, new, 44",
    "missing, new/, 44"
  })
  void renames(String from, String to, int errno) {
    String call =
        "(call $path_rename (i32.const 3) (i32.const %d) (i32.const %d) (i32.const 3) (i32.const %d) (i32.const %d))"
            .formatted(PATH, from.length(), OTHER, to.length());

    assertThat(errno(call, from, to)).isEqualTo(errno);
  }

  @Test
  void refusesNamesThatNoFileCanHave() {
    String longest = "n".repeat(255);

    assertThat(errno(open(longest, 1, WRITE), longest)).isZero();
    for (String path : new String[] {longest + "n", "d/" + longest + "n/x", "é".repeat(128)}) {
      assertThat(errno(open(path, 1, WRITE), path)).as(path).isEqualTo(37);
      assertThat(errno(call("path_create_directory", "", path, ""), path)).isEqualTo(37);
      assertThat(errno(call("path_filestat_get", "(i32.const 0)", path, "(i32.const 4000)"), path))
          .isEqualTo(37);
    }
    assertThat(errno(open("é".repeat(127), 1, WRITE), "é".repeat(127))).isZero();
  }

  @Test
  void tellsFilesApartTheSameWayEverywhere() throws IOException {
    Files.setLastModifiedTime(inside.resolve("file"), FileTime.fromMillis(TIME - 5_000));
    ByteBuffer told =
        memory(
            """
            (call $check (call $path_filestat_get (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 4000)))
            (call $check (call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 4900)))
            (call $check (call $fd_filestat_get (i32.load (i32.const 4900)) (i32.const 4200)))
            (call $check (call $fd_filestat_get (i32.const 3) (i32.const 4300)))
            (call $check (call $fd_filestat_get (i32.const 0) (i32.const 4400)))
            (call $check (call $fd_filestat_get (i32.const 1) (i32.const 4500)))
            (call $check (call $fd_readdir (i32.const 3) (i32.const 5000) (i32.const 900) (i64.const 0) (i32.const 4904)))
            """,
            "file");

    long file = told.getLong(4008);
    assertThat(told.getLong(4000)).as("the device").isEqualTo(1);
    assertThat(told.getLong(4200)).isEqualTo(1);
    assertThat(told.getLong(4208)).isEqualTo(file);
    assertThat(told.getLong(4040)).as("times").isEqualTo((TIME - 5_000) * 1_000_000);
    assertThat(told.getLong(4240)).isEqualTo((TIME - 5_000) * 1_000_000);
    assertThat(told.getLong(4248)).isEqualTo((TIME - 5_000) * 1_000_000);
    assertThat(told.getLong(4232)).as("the size").isEqualTo(7);
    long root = told.getLong(4308);
    assertThat(new long[] {file, root, told.getLong(4408), told.getLong(4508)})
        .doesNotHaveDuplicates()
        .doesNotContain(0);
    assertThat(told.getLong(4440)).as("the time of a stream").isEqualTo(TIME * 1_000_000);
    assertThat(inode(told, 0)).as(".").isEqualTo(root);
    assertThat(inode(told, 1)).as("..").isEqualTo(root);
    assertThat(name(told, 4)).isEqualTo("file");
    assertThat(inode(told, 4)).isEqualTo(file);
  }

  /** As who watches a log that another program moves away and begins anew. */
  @Test
  void keepsTheIdentityOfAFileThatIsRenamed() {
    ByteBuffer told =
        memory(
            """
            (call $check (call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0) (i64.const 66) (i64.const 0) (i32.const 0) (i32.const 4900)))
            (call $check (call $path_rename (i32.const 3) (i32.const 1024) (i32.const 4) (i32.const 3) (i32.const 6000) (i32.const 3)))
            (call $check (call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 1) (i64.const 66) (i64.const 0) (i32.const 0) (i32.const 4904)))
            (call $check (call $fd_filestat_get (i32.load (i32.const 4900)) (i32.const 4000)))
            (call $check (call $fd_filestat_get (i32.load (i32.const 4904)) (i32.const 4100)))
            (call $check (call $path_filestat_get (i32.const 3) (i32.const 0) (i32.const 6000) (i32.const 3) (i32.const 4200)))
            (call $check (call $path_unlink_file (i32.const 3) (i32.const 6000) (i32.const 3)))
            (call $check (call $fd_filestat_get (i32.load (i32.const 4900)) (i32.const 4300)))
            """,
            "file",
            "old");

    assertThat(told.getLong(4008)).isEqualTo(told.getLong(4208)).isEqualTo(told.getLong(4308));
    assertThat(told.getLong(4108)).isNotEqualTo(told.getLong(4008));
    assertThat(told.getLong(4032)).isEqualTo(7);
    assertThat(told.getLong(4132)).isZero();
    assertThat(told.getLong(4332)).isEqualTo(7);
  }

  /** A folder that is open stays the same one when it gets another name. */
  @Test
  void followsAnOpenFolderThatIsRenamed() {
    ByteBuffer told =
        memory(
            """
            (call $check (call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 1) (i32.const 2) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 4900)))
            (call $check (call $path_rename (i32.const 3) (i32.const 1024) (i32.const 1) (i32.const 3) (i32.const 6000) (i32.const 1)))
            (call $check (call $path_filestat_get (i32.load (i32.const 4900)) (i32.const 0) (i32.const 6001) (i32.const 1) (i32.const 4000)))
            """,
            "d",
            "ne");

    assertThat(told.get(4016)).as("a folder").isEqualTo((byte) 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sock_send | (i32.const 77) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 8",
        "sock_send | (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 57",
        "sock_recv | (i32.const 77) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 8",
        "sock_accept | (i32.const -1) (i32.const 0) (i32.const 0) | 8",
        "sock_accept | (i32.const 0) (i32.const 0) (i32.const 0) | 57",
        "sock_shutdown | (i32.const 77) (i32.const 0) | 8",
        "sock_shutdown | (i32.const 1) (i32.const 0) | 57",
        "fd_allocate | (i32.const 77) (i64.const 0) (i64.const 0) | 8",
        "fd_filestat_set_times | (i32.const 77) (i64.const 0) (i64.const 0) (i32.const 0) | 8",
        "fd_filestat_set_times | (i32.const 3) (i64.const 0) (i64.const 0) (i32.const 0) | 58",
        "path_readlink | (i32.const 77) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 8",
        "path_readlink | (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) | 54",
        "path_symlink | (i32.const 0) (i32.const 0) (i32.const 77) (i32.const 0) (i32.const 0) | 8",
        "fd_write | (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 4000) | 8",
        "fd_write | (i32.const 3) (i32.const 512) (i32.const 1) (i32.const 4000) | 8",
        "fd_read | (i32.const 3) (i32.const 512) (i32.const 1) (i32.const 4000) | 31",
        "fd_sync | (i32.const 77) | 8",
        "fd_sync | (i32.const 1) | 28",
        "fd_sync | (i32.const 3) | 0",
        "fd_datasync | (i32.const 0) | 28",
        "fd_filestat_set_size | (i32.const 1) (i64.const 0) | 28",
        "fd_filestat_set_size | (i32.const 3) (i64.const 0) | 28"
      })
  void looksAtTheDescriptorFirst(String function, String arguments, int errno) {
    assertThat(errno("(call $%s %s)".formatted(function, arguments), "")).isEqualTo(errno);
  }

  private static String open(String path, int flags, int rights) {
    return call(
        "path_open",
        "(i32.const 0)",
        path,
        "(i32.const %d) (i64.const %d) (i64.const 0) (i32.const 0) (i32.const 4000)"
            .formatted(flags, rights | READ));
  }

  private static String call(String function, String before, String path, String after) {
    return "(call $%s (i32.const 3) %s (i32.const %d) (i32.const %d) %s)"
        .formatted(function, before, PATH, Bytes.utf8(path).size(), after);
  }

  /** What the call answers: one module makes them all, told by its input which and with what. */
  private int errno(String call, String... paths) {
    Matcher words = CALL.matcher(call);
    assertThat(words.find()).isTrue();
    ByteBuffer input = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    input.putLong(0, FUNCTIONS.indexOf(words.group(1)));
    int at = 8;
    for (Matcher number = NUMBER.matcher(call); number.find(); at += 8) {
      input.putLong(at, Long.parseLong(number.group(1)));
    }
    for (int i = 0; i < paths.length; i++) {
      input.put(PATH + i * (OTHER - PATH), Bytes.utf8(paths[i]).toArray());
    }
    return run(CALLER, Bytes.wrap(input.array())).exitCode();
  }

  /** A module that reads its input to address 0 and makes the call that it asks for. */
  private static WasiCommand caller() {
    StringBuilder body =
        new StringBuilder(
            """
            (i32.store (i32.const 516) (i32.const 8192))
            (drop (call $fd_read (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 8188)))
            """);
    for (int i = 0; i < FUNCTIONS.size() - 1; i++) {
      String name = FUNCTIONS.get(i);
      body.append("(if (i64.eq (i64.load (i32.const 0)) (i64.const %d)) (then".formatted(i));
      body.append(" (call $proc_exit (call $").append(name);
      String parameters = IMPORTS.get(name);
      for (int k = 0; k < parameters.length(); k++) {
        String load = "(i64.load (i32.const %d))".formatted(8 + 8 * k);
        body.append(parameters.charAt(k) == 'L' ? load : "(i32.wrap_i64 " + load + ")");
      }
      body.append("))))\n");
    }
    return command(body.toString());
  }

  /** The guest's memory after calls that each answer 0. */
  private ByteBuffer memory(String calls, String... paths) {
    WasiResult result =
        run(
            command(
                calls
                    + "(i32.store (i32.const 516) (i32.const 8192))"
                    + "(drop (call $fd_write (i32.const 1) (i32.const 512) (i32.const 1) (i32.const 520)))",
                paths),
            Bytes.empty());
    assertThat(result.exitCode()).isZero();
    return result.output().buffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int entry(ByteBuffer memory, int index) {
    int at = 5000;
    for (int i = 0; i < index; i++) {
      at += 24 + memory.getInt(at + 16);
    }
    return at;
  }

  private static long inode(ByteBuffer memory, int index) {
    return memory.getLong(entry(memory, index) + 8);
  }

  private static String name(ByteBuffer memory, int index) {
    int at = entry(memory, index);
    byte[] name = new byte[memory.getInt(at + 16)];
    memory.get(at + 24, name);
    return Bytes.wrap(name).text();
  }

  private static WasiCommand command(String body, String... paths) {
    StringBuilder module = new StringBuilder("(module\n");
    IMPORTS.forEach((name, parameters) -> module.append(imported(name, parameters)));
    module.append("(memory (export \"memory\") 1)\n");
    for (int i = 0; i < paths.length; i++) {
      module.append(
          "(data (i32.const %d) \"%s\")\n".formatted(PATH + i * (OTHER - PATH), paths[i]));
    }
    module.append(
        "(func $check (param i32) (if (local.get 0) (then (call $proc_exit (local.get 0)))))\n");
    module.append("(func (export \"_start\") ").append(body).append("))");
    return WasiCommand.of(ENGINE.compile(Bytes.wrap(Wat2Wasm.parse(module.toString()))));
  }

  private WasiResult run(WasiCommand command, Bytes input) {
    WasiContext context =
        WasiContext.of(input, TIME, Bytes.empty())
            .withFolders(new WasiFolder("/data", folder, 1 << 20));
    WasiResult result = command.run(Limits.DEFAULT, context);
    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    return result;
  }

  private static String imported(String name, String parameters) {
    return "(import \"wasi_snapshot_preview1\" \"%s\" (func $%s (param%s)%s))\n"
        .formatted(
            name,
            name,
            parameters.replace("i", " i32").replace("L", " i64"),
            name.equals("proc_exit") ? "" : " (result i32)");
  }
}
