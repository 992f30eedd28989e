package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Contents and labels from the command line. What becomes of bytes on standard input and output is
 * seen in processes of their own.
 */
class StoreCommandsIT {
  /** The SHA-256 of "hello\n", as sha256sum says. */
  private static final String HELLO =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @TempDir private Path folder;
  private Path home;
  private Guests files;

  @BeforeEach
  void choosePlaces() {
    home = folder.resolve("home");
    files = new Guests(folder);
  }

  private CommandRun succeed(String... args) {
    return succeed(new byte[0], args);
  }

  private CommandRun succeed(byte[] input, String... args) {
    return CommandRun.inside(input, home, args).succeeded();
  }

  private CommandRun process(byte[] input, String... args) {
    return CommandRun.of(input, home, args).succeeded();
  }

  private String put(String content, String... more) {
    String file = files.write("put.txt", content).toString();
    return succeed(
            Stream.concat(Stream.of("store", "put", file), Stream.of(more)).toArray(String[]::new))
        .out()
        .strip();
  }

  @Test
  void givesBackWhatWasPut() {
    assertThat(put("hello\n", "--label", "greetings/first")).isEqualTo(HELLO);
    for (String reference : List.of("store:greetings/first", "store:hash:" + HELLO, HELLO)) {
      assertThat(process(new byte[0], "store", "get", reference).out()).isEqualTo("hello\n");
    }
    JsonNode object = succeed("store", "get", HELLO, "--json").onlyJson();
    assertThat(digits(object.get("hash"))).isEqualTo(HELLO);
    assertThat(object.get("content").asString()).isEqualTo("hello\n");
  }

  @Test
  void givesEveryByteOfALargeContentAndAnyRangeOfIt() throws Exception {
    byte[] content = new byte[5_000_000];
    new Random(7).nextBytes(content);
    Path file = files.write("large", content);
    JsonNode put =
        succeed("store", "put", file.toString(), "--label", "large", "--json").onlyJson();
    assertThat(put.get("size").asLong()).isEqualTo(content.length);

    Path copy = files.write("copy", "what was there before");
    succeed("store", "get", "store:large", "-o", copy.toString());
    assertThat(copy).hasBinaryContent(content);

    Path part = folder.resolve("part");
    succeed(
        "store",
        "get",
        "store:large",
        "--offset",
        "1234567",
        "--length",
        "2000000",
        "-o",
        part.toString());
    assertThat(Files.readAllBytes(part))
        .isEqualTo(java.util.Arrays.copyOfRange(content, 1_234_567, 3_234_567));
    assertThat(succeed("store", "get", "store:large", "--offset", "9999999").out()).isEmpty();
  }

  @Test
  void takesStandardInputAndKnowsItAgain() {
    byte[] input = "hello\n".getBytes(StandardCharsets.UTF_8);
    assertThat(process(input, "store", "put", "-").out().strip()).isEqualTo(HELLO);
    assertThat(put("hello\n")).isEqualTo(HELLO);
    assertThat(succeed("store", "list").out()).isEqualTo(HELLO + " 6\n");
    JsonNode size = succeed("store", "size", "--json").onlyJson();
    assertThat(size.get("count").asLong()).isEqualTo(1);
    assertThat(size.get("logical_bytes").asLong()).isEqualTo(6);
    assertThat(size.get("disk_bytes").asLong()).isEqualTo(6);
  }

  @Test
  void letsALabelStandForSeveralContents() {
    String first = put("one", "--label", "numbers");
    String second = put("two", "--label", "numbers");
    assertThat(succeed("store", "get", "store:numbers").out()).isEqualTo("two");
    assertThat(references("numbers")).containsExactly(first, second);
    assertThat(succeed("store", "label", "numbers", first).out()).contains("as it did before");

    succeed("store", "unlabel", "numbers", second);
    assertThat(references("numbers")).containsExactly(first);
    succeed("store", "label", "numbers", second, "--replace");
    assertThat(references("numbers")).containsExactly(second);
    assertThat(put("three", "--label", "numbers", "--replace")).isEqualTo(onlyReference());

    succeed("store", "unlabel", "numbers");
    assertThat(succeed("store", "labels", "--json").out()).isEmpty();
  }

  private List<String> references(String label) {
    return succeed("store", "labels", label, "--json").json().stream()
        .map(node -> digits(node.get("hash")))
        .toList();
  }

  /** The digits of a hash in JSON, which names its algorithm. */
  private static String digits(JsonNode hash) {
    assertThat(hash.asString()).matches("sha256:[0-9a-f]{64}");
    return hash.asString().substring("sha256:".length());
  }

  private String onlyReference() {
    JsonNode listed = succeed("store", "labels", "--json").onlyJson();
    assertThat(listed.get("label").asString()).isEqualTo("numbers");
    assertThat(listed.get("references").size()).isEqualTo(1);
    return digits(listed.get("references").get(0));
  }

  @Test
  void tellsWhatIsKnownOfAContent() {
    put("hello\n", "--label", "a", "--media-type", "text/plain");
    put("hello\n", "--label", "b/c");
    JsonNode shown = succeed("store", "show", HELLO, "--json").onlyJson();
    assertThat(digits(shown.get("hash"))).isEqualTo(HELLO);
    assertThat(shown.get("size").asLong()).isEqualTo(6);
    assertThat(shown.get("media_type").asString()).isEqualTo("text/plain");
    assertThat(shown.get("created").asString()).startsWith("20");
    assertThat(shown.get("labels").values()).map(JsonNode::asString).containsExactly("a", "b/c");
    succeed("store", "describe", "store:a", "text/markdown");
    assertThat(succeed("store", "show", HELLO).out()).contains("text/markdown", "a, b/c");
  }

  @Test
  void keepsTheLabelsOfStoresAndTenantsApart() {
    succeed("store", "new", "drafts");
    put("hello\n", "--label", "a", "--store", "drafts");
    assertThat(succeed("store", "get", "store:a", "--store", "drafts").out()).isEqualTo("hello\n");
    assertThat(succeed("store", "labels", "--json").out()).isEmpty();
    put("hello\n", "--label", "t", "--tenant", "acme");
    assertThat(succeed("store", "labels", "--json").out()).isEmpty();
    assertThat(succeed("store", "get", "store:t", "--tenant", "acme").out()).isEqualTo("hello\n");
    assertThat(succeed("store", "stores", "--json").json())
        .map(node -> node.get("store").asString() + " " + node.get("labels").asInt())
        .containsExactlyInAnyOrder("default 0", "drafts 1");
    assertThat(succeed("store", "new", "drafts", "--json").onlyJson().get("created").asBoolean())
        .isFalse();
    assertThat(CommandRun.inside(home, "store", "labels", "--store", "none").exit()).isEqualTo(1);
  }

  @Test
  void sweepsWhatNothingNames() {
    String kept = put("kept", "--label", "kept");
    String garbage = put("garbage");
    JsonNode young = succeed("store", "gc", "--json").onlyJson();
    assertThat(young.get("removed").asLong()).isZero();
    assertThat(young.get("kept_why").get("grace").asLong()).isEqualTo(1);

    List<JsonNode> dry =
        succeed("store", "gc", "--grace", "0", "--dry-run", "--each", "--json").json();
    assertThat(dry).hasSize(3);
    assertThat(dry.getLast().get("removed").asLong()).isEqualTo(1);
    assertThat(dry)
        .filteredOn(node -> node.has("why") && !node.get("kept").asBoolean())
        .singleElement()
        .satisfies(node -> assertThat(digits(node.get("hash"))).isEqualTo(garbage));
    assertThat(succeed("store", "get", garbage).out()).isEqualTo("garbage");

    assertThat(succeed("store", "gc", "--grace", "0").out()).startsWith("1 blob (7 B) removed");
    assertThat(succeed("store", "list").out()).isEqualTo(kept + " 4\n");
    assertThat(CommandRun.inside(home, "store", "get", garbage).exit()).isEqualTo(1);
  }

  @Test
  void answersForTheHeadOfAChain() {
    succeed("actor", "start", files.sample("echo").toString(), "--name", "visits");
    succeed("actor", "request", "visits", "x");
    String head = succeed("actor", "list", "--json").onlyJson().get("hash").asString();
    JsonNode shown = succeed("store", "show", "store:visits:chain-head", "--json").onlyJson();
    assertThat(shown.get("hash").asString()).isEqualTo(head);
    Path header = folder.resolve("header");
    succeed("store", "get", "store:visits:chain-head", "-o", header.toString());
    assertThat(header).isNotEmptyFile();
    String echo = files.sample("echo").toString();
    succeed("--tenant", "acme", "actor", "start", echo, "--name", "till");
    Path theirs = folder.resolve("theirs");
    succeed("--tenant", "acme", "store", "get", "store:till:chain-head", "-o", theirs.toString());
    assertThat(theirs).isNotEmptyFile();

    CommandRun refused = CommandRun.inside(home, "store", "unlabel", "visits:chain-head");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errLines()).singleElement().asString().contains("chain");
    String line = files.write("x", "x").toString();
    assertThat(CommandRun.inside(home, "store", "put", line, "--label", "visits:chain-head").exit())
        .isEqualTo(1);
  }

  @Test
  void takesOverATheaterFolderAndGivesItBack() throws Exception {
    Path theater = folder.resolve("theater");
    Files.createDirectories(theater.resolve("data"));
    Files.createDirectories(theater.resolve("labels/notes"));
    byte[] large = new byte[3_000_000];
    new Random(8).nextBytes(large);
    String hello = "f572d396fae9206628714fb2ce00f72e94f2258f";
    String random = sha1(large);
    Files.writeString(theater.resolve("data").resolve(hello), "hello\n");
    Files.write(theater.resolve("data").resolve(random), large);
    Files.writeString(theater.resolve("labels/notes/today"), hello + "\n" + random + "\n");
    Files.writeString(theater.resolve("labels/one"), hello);
    Files.writeString(theater.resolve("labels/7f3c:chain-head"), hello);

    JsonNode taken = succeed("store", "import", theater.toString(), "--json").onlyJson();
    assertThat(taken.get("contents").asLong()).isEqualTo(2);
    assertThat(taken.get("labels").asLong()).isEqualTo(2);
    assertThat(taken.get("chain_heads_left_out").asLong()).isEqualTo(1);
    assertThat(succeed("store", "get", "store:one").out()).isEqualTo("hello\n");
    assertThat(references("notes/today")).hasSize(2).startsWith(HELLO);

    Path back = folder.resolve("back");
    JsonNode given = succeed("store", "export", back.toString(), "--json").onlyJson();
    assertThat(given.get("contents").asLong()).isEqualTo(2);
    assertThat(back.resolve("data").resolve(hello)).hasContent("hello");
    assertThat(back.resolve("data").resolve(random)).hasBinaryContent(large);
    assertThat(Files.readString(back.resolve("labels/notes/today")))
        .isEqualTo(hello + "\n" + random + "\n");
    assertThat(Files.readString(back.resolve("labels/one"))).isEqualTo(hello + "\n");
    try (Stream<Path> data = Files.list(back.resolve("data"))) {
      assertThat(data).hasSize(2);
    }
    CommandRun again = CommandRun.inside(home, "store", "export", back.toString());
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("not empty");
  }

  @Test
  void exportsWhatTheLabelsNameWhereAsked() throws Exception {
    put("hello\n", "--label", "a");
    put("unnamed");
    Path some = folder.resolve("some");
    succeed("store", "export", some.toString(), "--labelled");
    try (Stream<Path> data = Files.list(some.resolve("data"))) {
      assertThat(data).hasSize(1);
    }
  }

  private static String sha1(byte[] content) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(content));
  }
}
