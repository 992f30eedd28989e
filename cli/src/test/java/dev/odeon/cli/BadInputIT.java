package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.actor.Feed;
import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person gets who gives the command something bad: one line, an exit code, no damage. */
class BadInputIT {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choosePlaces() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }

  private String refused(int exit, String... args) {
    return odeon(args).refused(exit);
  }

  private String refusedStart(Path manifest) {
    String line = refused(1, "actor", "start", manifest.toString());
    assertThat(odeon("verify").exit()).as("the home after: %s", line).isZero();
    return line;
  }

  @Test
  void saysThatAModuleIsMissing() {
    Path manifest = guests.write("gone.toml", "name = \"gone\"\nmodule = \"gone.wasm\"\n");
    assertThat(refused(1, "actor", "start", manifest.toString())).contains("gone.wasm");
    assertThat(home).doesNotExist();
  }

  @Test
  void saysThatAManifestIsMissing() {
    assertThat(CommandRun.of(home, "actor", "start", "no-such.toml").refused(1))
        .contains("no-such.toml");
  }

  @Test
  void saysThatAModuleIsMalformed() {
    guests.write("bad.wasm", "this is not WebAssembly");
    Path manifest = guests.write("bad.toml", "name = \"bad\"\nmodule = \"bad.wasm\"\n");
    assertThat(refusedStart(manifest)).contains("bad");
    byte[] cut = SampleGuests.module("counter");
    guests.write("bad.wasm", java.util.Arrays.copyOf(cut, cut.length - 100));
    refusedStart(manifest);
    assertThat(odeon("actor", "list", "--json").out()).isEmpty();
  }

  @Test
  void saysThatAnExportIsMissing() {
    assertThat(refusedStart(guests.guest("hostile/no-init", ""))).contains("init");
  }

  @Test
  void saysWhatIsImportedThatIsNotThere() {
    assertThat(refusedStart(guests.guest("hostile/imports-unknown", ""))).contains("import");
  }

  @Test
  void saysWhichGrantIsNotGiven() {
    assertThat(refusedStart(guests.guest("probe/dice", ""))).contains("grant", "random");
  }

  @Test
  void keepsTheHistoryOfAnActorWhoseInitTraps() {
    String line = refusedStart(guests.guest("hostile/traps-in-init", ""));
    assertThat(line).contains("trapped");
    assertThat(odeon("actor", "list", "--json").onlyJson().get("status").asString())
        .isEqualTo("failed");
    assertThat(odeon("replay", "traps-in-init").exit()).isZero();
    assertThat(refused(1, "actor", "request", "traps-in-init", "x")).contains("init");
  }

  @Test
  void stopsAnEndlessInit() {
    Path manifest = guests.guest("hostile/loops-in-init", "[limits]\ninit_time_ms = 300");
    assertThat(refusedStart(manifest)).contains("exhausted: time", "init_time_ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "modle = \"counter.wasm\"",
        "[grants]\nrandm = true",
        "[limits]\ntime_msec = 5",
        "[limits]\ntime_ms = \"long\"",
        "[mailbox]\ncapacity = 0"
      })
  void namesLineAndKeyOfATypo(String typo) {
    Path manifest = guests.guest("counter", typo);
    String last = typo.substring(typo.indexOf('\n') + 1);
    int line = typo.contains("\n") ? 4 : 3;
    assertThat(refused(1, "actor", "start", manifest.toString()))
        .contains("line " + line, last.substring(0, last.indexOf(' ')));
  }

  @Test
  void saysWhereAManifestIsNoToml() {
    Path manifest = guests.write("bad.toml", "name = \"a\"\nmodule = \n");
    assertThat(refused(1, "actor", "start", manifest.toString())).contains("line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "..%2Fx/../y", "a%00b", "a\u0001b", "", "%", "a%GGb"})
  void refusesAnIdThatCouldBeAPathOrHasControlCharacters(String id) {
    refused(2, "actor", "start", guests.sample("counter").toString(), "--name", id);
    refused(2, "actor", "state", id);
    assertThat(home).doesNotExist();
  }

  @Test
  void makesNoHomeAmongOtherFiles() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("letter.txt"), "mine");
    assertThat(refused(1, "actor", "start", guests.sample("echo").toString()))
        .contains("is not a home and not empty");
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left).containsExactly(home.resolve("letter.txt"));
    }
  }

  @Test
  void refusesAMessageIdWithControlCharacters() {
    succeeds("actor", "start", guests.sample("echo").toString());
    assertThat(refused(2, "actor", "message", "echo", "x", "--id", "a\u0001b"))
        .contains("control characters");
  }

  @Test
  void saysHowATextThatLooksLikeAnOptionIsGiven() {
    succeeds("actor", "start", guests.sample("echo").toString());
    assertThat(refused(2, "actor", "request", "echo", "-x")).contains("--");
    assertThat(odeon("actor", "request", "echo", "--", "-x").out()).isEqualTo("-x\n");
  }

  @Test
  void saysThatNoEventIsOfAMisspeltType() {
    succeeds("actor", "start", guests.sample("echo").toString());
    assertThat(refused(1, "actor", "events", "echo", "--type", "mesage", "--json"))
        .contains("mesage", "message");
  }

  private void succeeds(String... args) {
    assertThat(odeon(args).exit()).isZero();
  }

  @Test
  void refusesATenantThatCannotBeOne() {
    Path manifest = guests.sample("counter");
    assertThat(refused(2, "actor", "list", "--tenant", "../x")).contains("tenant");
    refused(2, "actor", "start", manifest.toString(), "--tenant", "A");
    assertThat(home).doesNotExist();
  }

  @Test
  void takesAnIdWithEscapedSlashesAsTheNameThatItIs() throws IOException {
    String id = "..%2F..%2Fx";
    assertThat(odeon("actor", "start", guests.sample("counter").toString(), "--name", id).exit())
        .isZero();
    assertThat(odeon("actor", "list", "--json").onlyJson().get("actor").asString()).isEqualTo(id);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void refusesAMessageOverTheLimitAndServesTheNext() {
    odeon("actor", "start", guests.sample("echo").toString());
    byte[] large = new byte[(16 << 20) + 1];
    CommandRun run = CommandRun.of(large, home, "actor", "request", "echo", "-");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errLines()).singleElement().asString().contains("16,777,217", "16,777,216");
    assertThat(odeon("actor", "request", "echo", "next").out()).isEqualTo("next\n");
  }

  @Test
  void saysThatThereIsNoSuchActorOrHome() {
    assertThat(refused(1, "actor", "request", "nobody", "x")).contains("no home", "actor start");
    assertThat(home).doesNotExist();
    odeon("actor", "start", guests.sample("echo").toString());
    assertThat(refused(1, "actor", "request", "nobody", "x")).contains("nobody", "actor list");
    assertThat(refused(1, "actor", "state", "nobody")).contains("nobody");
    assertThat(refused(1, "actor", "events", "nobody")).contains("nobody");
    assertThat(refused(1, "actor", "stop", "nobody")).contains("nobody");
    assertThat(refused(1, "replay", "nobody")).contains("nobody");
    assertThat(refused(1, "verify", "nobody")).contains("nobody");
  }

  @Test
  void refusesASecondProcessOnOneHome() {
    Path manifest = guests.sample("counter");
    try (Feed feed = Feed.start(InstalledCommand.line(), home, manifest, "counter")) {
      feed.ready();
      assertThat(refused(3, "actor", "list")).contains(home.toString());
      feed.send("a", "inc");
      feed.flush();
      assertThat(feed.next()).isNotNull();
      assertThat(feed.finish()).isZero();
    }
    assertThat(odeon("actor", "list").exit()).isZero();
  }

  @Test
  void refusesAHomeOfANewerFormat() throws IOException {
    odeon("actor", "start", guests.sample("counter").toString());
    Path format = home.resolve("format");
    String now = Files.readString(format);
    Files.writeString(format, now.replaceFirst("[0-9]+", "999"));
    assertThat(refused(1, "actor", "list")).contains("newer");
    assertThat(refused(1, "actor", "start", folder.resolve("counter.toml").toString()))
        .contains("newer");
    Files.writeString(format, now);
    assertThat(odeon("actor", "list").exit()).isZero();
  }

  @Test
  void refusesAStateAtAHeightThatIsNotThere() {
    odeon("actor", "start", guests.sample("counter").toString());
    assertThat(refused(1, "actor", "state", "counter", "--at", "7")).contains("7");
    assertThat(refused(2, "actor", "state", "counter", "--at", "-1")).contains("-1");
    assertThat(refused(2, "actor", "events", "counter", "--from", "3", "--to", "2")).contains("3");
  }

  @Test
  void refusesAHeadThatIsNone() {
    odeon("actor", "start", guests.sample("counter").toString());
    Path head = guests.write("no.head", "not a head\n");
    assertThat(refused(1, "verify", "--head", head.toString())).contains("no.head");
    assertThat(refused(1, "verify", "--head", "gone.head")).contains("gone.head");
  }
}
