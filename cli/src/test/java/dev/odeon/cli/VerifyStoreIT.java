package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A home whose store does not hold any more what was put, as its owner sees it. */
class VerifyStoreIT {
  @TempDir private Path folder;
  private Path home;
  private Guests files;
  private String hello = "";
  private String large = "";

  @BeforeEach
  void fill() {
    home = folder.resolve("home");
    files = new Guests(folder);
    run("actor", "start", files.sample("counter").toString()).succeeded();
    hello = put("hello", "--label", "notes", "--media-type", "text/plain");
    byte[] bytes = new byte[1_500_000];
    new Random(1).nextBytes(bytes);
    large =
        run("store", "put", files.write("large", bytes).toString(), "--label", "other")
            .succeeded()
            .out()
            .strip();
  }

  private CommandRun run(String... args) {
    return CommandRun.inside(home, args);
  }

  private String put(String text, String... more) {
    String file = files.write("put.txt", text).toString();
    String[] args = new String[more.length + 3];
    System.arraycopy(new String[] {"store", "put", file}, 0, args, 0, 3);
    System.arraycopy(more, 0, args, 3, more.length);
    return run(args).succeeded().out().strip();
  }

  private static void flip(Path file, int... offsets) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int offset : offsets) {
      bytes[offset] ^= 1;
    }
    Files.write(file, bytes);
  }

  private Path onlyPack() throws IOException {
    try (var packs = Files.list(home.resolve("store/packs"))) {
      return packs.findFirst().orElseThrow();
    }
  }

  @Test
  void saysWhatItReadAndWhatNot() {
    CommandRun all = CommandRun.of(home, "verify").succeeded();
    assertThat(all.out())
        .contains("1 block of 1 actor", "2 blobs (1.4 MiB)", "2 labels", "1 media type")
        .contains("everything is as it was written")
        .doesNotContain("not read");
    assertThat(run("verify", "--log-only").succeeded().out())
        .contains("1 block", "not read: the store")
        .doesNotContain("labels");
    assertThat(run("verify", "--store-only").succeeded().out())
        .contains("2 labels", "not read: the log")
        .doesNotContain("block");
    assertThat(run("store", "verify").succeeded().out())
        .isEqualTo(run("verify", "--store-only").out());
    assertThat(run("verify", "counter").succeeded().out())
        .contains("not read: other actors, the store");
    JsonNode json = run("verify", "--json").succeeded().onlyJson();
    assertThat(json.get("sound").asBoolean()).isTrue();
    assertThat(json.get("blocks").asLong()).isEqualTo(1);
    assertThat(json.get("store").get("contents").asLong()).isEqualTo(2);
    assertThat(json.get("not_read")).isEmpty();
    assertThat(run("verify", "--store-only", "--log-only").refused(2)).contains("--log-only");
    assertThat(run("verify", "--store-only", "counter").refused(2)).contains("actor");
  }

  @Test
  void namesAPackInWhichTwoBytesWereChanged() throws IOException {
    flip(onlyPack(), 700_000, 700_001);

    CommandRun verify = CommandRun.of(home, "verify");
    assertThat(verify.refused(1))
        .contains("1 flaw in " + home, onlyPack().getFileName().toString(), large);
    assertThat(verify.out().lines().toList().getFirst()).startsWith("  store/packs/");
    assertThat(verify.out().lines().toList().getLast())
        .contains("NOT everything is as it was written");
    assertThat(run("store", "verify").refused(1)).contains(large);
    JsonNode json = run("verify", "--json").onlyJson();
    assertThat(json.get("sound").asBoolean()).isFalse();
    assertThat(json.get("flaws").get(0).get("path").asString()).startsWith("store/packs/");
    assertThat(run("verify", "--log-only").exit()).isZero();
  }

  @Test
  void namesMetadataInWhichABitWasFlipped() throws IOException {
    flip(home.resolve("store/meta").resolve(hello), 12);

    assertThat(run("verify").refused(1)).contains("store/meta/" + hello);
    assertThat(run("store", "show", hello).refused(1)).contains("store/meta/" + hello);
    assertThat(run("store", "get", "store:notes").succeeded().out()).isEqualTo("hello");
  }

  @Test
  void namesTheLabelWhoseContentIsMissing() throws IOException {
    Files.delete(home.resolve("store/data").resolve(hello));

    assertThat(run("verify").refused(1)).contains("store/labels/notes", hello, "missing");
    assertThat(run("store", "gc", "--grace", "0").refused(1)).contains("notes", hello);
    put("hello");
    assertThat(run("verify").exit()).isZero();
    run("store", "gc", "--grace", "0").succeeded();
  }

  @Test
  void namesTheFileOfTheHomesIdAndItsKeys() throws IOException {
    run("head").succeeded();
    Path format = home.resolve("format");
    flip(format, 20);
    assertThat(run("actor", "message", "counter", "1").refused(1)).contains(format + " is damaged");
    // What changes nothing goes on, and says so.
    assertThat(run("actor", "list").err()).contains(format + " is damaged");
    assertThat(run("verify").refused(1)).contains("format: ");
    flip(format, 20);
    for (String key : new String[] {"keys/log.key", "keys/log.pub"}) {
      flip(home.resolve(key), 70);
      assertThat(run("verify").refused(1)).contains(key);
      flip(home.resolve(key), 70);
    }
    assertThat(run("verify").exit()).isZero();
    Files.writeString(format, "odeon-home 1 " + "0".repeat(32) + "\n");
    for (String command : new String[] {"actor list", "verify", "store list"}) {
      assertThat(run(command.split(" ")).refused(1)).contains("has format 1, this Odeon needs");
    }
  }
}
