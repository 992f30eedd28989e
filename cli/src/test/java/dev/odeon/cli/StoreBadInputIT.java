package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person gets who gives the store something bad: one line, an exit code, no damage. */
class StoreBadInputIT {
  private static final String NONE = "0".repeat(64);

  @TempDir private Path folder;
  private Path home;
  private Guests files;

  @BeforeEach
  void choosePlaces() {
    home = folder.resolve("home");
    files = new Guests(folder);
  }

  private String refused(int exit, String... args) {
    return CommandRun.inside(home, args).refused(exit);
  }

  private String put(byte[] content, String... more) {
    String file = files.write("put.bin", content).toString();
    String[] words =
        Stream.concat(Stream.of("store", "put", file), Stream.of(more)).toArray(String[]::new);
    return CommandRun.inside(home, words).succeeded().out().strip();
  }

  private String put(String content) {
    return put(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Nothing but the home may have changed beside it. */
  private void requireNothingOutside(String... more) throws IOException {
    List<String> expected = new ArrayList<>(List.of("home", "put.bin"));
    expected.addAll(List.of(more));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        ".",
        "../x",
        "a/../x",
        "/abs",
        "a//b",
        "a/",
        "new\nline",
        "tab\t",
        "\u007f"
      })
  void refusesLabelsThatLeadElsewhere(String label) throws IOException {
    String hash = put("x");
    assertThat(refused(2, "store", "label", label, hash)).contains("label");
    assertThat(refused(2, "store", "put", folder.resolve("put.bin").toString(), "--label", label))
        .contains("label");
    refused(2, "store", "get", "store:" + label);
    refused(2, "store", "unlabel", label);
    assertThat(CommandRun.inside(home, "store", "labels", "--json").out()).isEmpty();
    requireNothingOutside();
  }

  @Test
  void refusesLabelsThatAreTooLongOrNoText() {
    String hash = put("x");
    assertThat(refused(2, "store", "label", "l".repeat(10_240), hash)).contains("long");
    assertThat(refused(2, "store", "label", "l".repeat(201), hash)).contains("201");
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add("label=$(printf 'bad\\377'); exec \"$@\" \"$label\" " + hash);
    command.add("sh");
    command.addAll(InstalledCommand.line());
    command.addAll(List.of("--home", home.toString(), "store", "label"));
    String line = CommandRun.ofCommand(new byte[0], command).refused(2);
    assertThat(line).contains("UTF-8");
    assertThat(CommandRun.inside(home, "store", "labels", "--json").out()).isEmpty();
  }

  @Test
  void refusesWhatIsNoHash() {
    String hash = put("x");
    for (String wrong :
        List.of(
            hash + "0",
            hash.toUpperCase(java.util.Locale.ROOT),
            "g" + hash.substring(1),
            "../../etc/passwd",
            "put.bin",
            "")) {
      refused(2, "store", "get", wrong);
      refused(2, "store", "get", "store:hash:" + wrong);
    }
    refused(2, "store", "label", "a", folder.resolve("no.bin").toString());
    // It may be the beginning of a hash.
    assertThat(refused(1, "store", "get", hash.substring(1))).contains(hash.substring(1));
  }

  @Test
  void saysWhatIsMissing() {
    String hash = put("x");
    assertThat(refused(1, "store", "get", NONE)).contains(NONE);
    assertThat(refused(1, "store", "show", NONE)).contains(NONE);
    assertThat(refused(1, "store", "label", "a", NONE)).contains(NONE);
    assertThat(refused(1, "store", "describe", NONE, "text/plain")).contains(NONE);
    assertThat(refused(1, "store", "get", "store:nobody")).contains("nobody");
    assertThat(refused(1, "store", "labels", "nobody")).contains("nobody");
    assertThat(refused(1, "store", "unlabel", "nobody")).contains("nobody");
    assertThat(refused(1, "store", "get", "store:nobody:chain-head")).contains("nobody");
    assertThat(refused(1, "store", "put", "no-such-file")).contains("no-such-file");
    assertThat(refused(1, "store", "put", folder.toString())).contains("folder");
    assertThat(refused(1, "store", "import", "no-such-folder")).contains("no-such-folder");
    assertThat(refused(1, "store", "import", folder.toString())).contains("data");
    assertThat(refused(1, "store", "get", hash, "-o", "none/x")).contains("none");
    assertThat(refused(2, "store", "get", hash, "--offset", "-1")).contains("--offset");
    assertThat(refused(2, "store", "gc", "--grace", "-1")).contains("--grace");
    assertThat(refused(2, "store", "new", "../up")).contains("store");
    assertThat(refused(2, "store", "labels", "--store", "UP")).contains("store");
    assertThat(refused(2, "store", "describe", hash, "text\n")).contains("media type");
  }

  @Test
  void makesNoHomeByLooking() {
    assertThat(CommandRun.inside(home, "store", "list").succeeded().out()).isEmpty();
    assertThat(refused(1, "store", "get", NONE)).contains("no home");
    assertThat(refused(1, "store", "gc")).contains("no home");
    assertThat(refused(1, "store", "put", "no-such-file")).contains("no-such-file");
    assertThat(home).doesNotExist();
  }

  @Test
  void neverGivesDamagedBytesAsIfTheyWereWhole() throws IOException {
    byte[] large = new byte[3_000_000];
    new java.util.Random(3).nextBytes(large);
    String big = put(large, "--label", "big");
    String small = put("small content");
    flipLast(home.resolve("store/data").resolve(small));
    try (Stream<Path> packs = Files.list(home.resolve("store/packs"))) {
      flipLast(packs.findFirst().orElseThrow());
    }
    Path out = folder.resolve("out");
    for (String hash : List.of(big, small)) {
      assertThat(refused(1, "store", "get", hash, "-o", out.toString())).contains("damaged");
      assertThat(out).doesNotExist();
      assertThat(CommandRun.inside(home, "store", "get", hash, "--json").exit()).isEqualTo(1);
    }
    assertThat(refused(1, "store", "get", big, "--offset", "2900000", "-o", out.toString()))
        .contains("damaged");
    Files.writeString(out, "old");
    refused(1, "store", "get", small, "-o", out.toString());
    assertThat(out).hasContent("old");

    CommandRun export = CommandRun.of(home, "store", "export", folder.resolve("e").toString());
    assertThat(export.refused(1)).contains("damaged");
    try (Stream<Path> data = Files.list(folder.resolve("e/data"))) {
      assertThat(data).isEmpty();
    }
    Files.delete(out);
    requireNothingOutside("e");
  }

  @Test
  void namesContentThatIsCutOffOrGone() throws IOException {
    String cut = put("a content that will be cut");
    String gone = put("a content that will be gone");
    Path data = home.resolve("store/data");
    Files.writeString(data.resolve(cut), "a content");
    Files.delete(data.resolve(gone));
    assertThat(refused(1, "store", "get", cut)).contains(cut, "damaged");
    assertThat(refused(1, "store", "get", gone)).contains(gone);
    Files.deleteIfExists(data.resolve(cut));
    assertThat(put("a content that will be cut")).isEqualTo(cut);
    assertThat(CommandRun.inside(home, "store", "get", cut).out())
        .isEqualTo("a content that will be cut");
  }

  @Test
  void followsNoLinkThatSomebodyPlanted() throws IOException {
    String hash = put("secret in the home");
    Path outside = files.write("outside", "not of the home");
    Path data = home.resolve("store/data");
    String planted = "a".repeat(64);
    Files.createSymbolicLink(data.resolve(planted), outside);
    assertThat(CommandRun.inside(home, "store", "get", planted).out()).doesNotContain("not of");
    refused(1, "store", "get", planted);
    Path label = home.resolve("store/labels/planted");
    Files.createSymbolicLink(label, outside);
    refused(1, "store", "get", "store:planted");
    assertThat(outside).hasContent("not of the home");

    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.delete(data.resolve(planted));
    Files.delete(data.resolve(hash));
    Files.delete(data);
    Files.createSymbolicLink(data, elsewhere);
    assertThat(refused(1, "store", "put", outside.toString())).contains("link");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void takesOnlyWhatIsWhatItsNameSays() throws IOException {
    Path theater = folder.resolve("theater");
    Path data = Files.createDirectories(theater.resolve("data"));
    Path labels = Files.createDirectories(theater.resolve("labels"));
    String hello = "f572d396fae9206628714fb2ce00f72e94f2258f";
    Files.writeString(data.resolve(hello), "hello\n");
    Files.writeString(data.resolve("f".repeat(40)), "not what its name says");
    Files.writeString(data.resolve("readme.txt"), "no content");
    Files.writeString(data.resolve(hello.toUpperCase(java.util.Locale.ROOT)), "hello\n");
    Path outside = files.write("outside", "not of the folder");
    Files.createSymbolicLink(data.resolve("a".repeat(40)), outside);
    Files.createSymbolicLink(labels.resolve("link"), outside);
    Files.writeString(labels.resolve("line\nbreak"), hello);
    Files.writeString(labels.resolve("l".repeat(201)), hello);
    Files.writeString(labels.resolve("dangling"), "b".repeat(40));
    Files.writeString(labels.resolve("nonsense"), "../../etc/passwd");
    Files.writeString(labels.resolve("good"), hello);

    CommandRun run = CommandRun.of(home, "store", "import", theater.toString(), "--json");
    assertThat(run.refused(1)).contains("9 problems");
    var object = run.onlyJson();
    assertThat(object.get("contents").asLong()).isEqualTo(1);
    assertThat(object.get("labels").asLong()).isEqualTo(1);
    assertThat(object.get("problems").values())
        .map(problem -> problem.asString())
        .anyMatch(line -> line.contains("f".repeat(40)) && line.contains("damaged"))
        .anyMatch(line -> line.contains("readme.txt"))
        .anyMatch(line -> line.contains("a".repeat(40)) && line.contains("link"))
        .anyMatch(line -> line.contains("labels/link"))
        .anyMatch(line -> line.contains("dangling") && line.contains("b".repeat(40)))
        .anyMatch(line -> line.contains("nonsense"))
        .noneMatch(line -> line.contains("\n"));
    assertThat(CommandRun.inside(home, "store", "get", "store:good").out()).isEqualTo("hello\n");
    assertThat(CommandRun.inside(home, "store", "list").out().lines()).hasSize(1);
  }

  private static void flipLast(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }
}
