package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes are backed up, exported and restored. */
class BackupIT {
  @TempDir private Path folder;
  private Path home;
  private Path bundle;
  private Guests guests;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    bundle = folder.resolve("bundle");
    guests = new Guests(folder);
    FilledHome.fill(home, guests);
  }

  @Test
  void backsUpBesideAServerAndAgainWhatIsNew() {
    try (ServerRun server = ServerRun.start(home)) {
      Path head = folder.resolve("kept.head");
      FilledHome.odeon(home, "head", "-o", head.toString());
      CommandRun first = CommandRun.of(home, "backup", bundle.toString());
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(first.out())
          .startsWith("4 blocks of 2 actors, 1 blob and 1 label written to " + bundle);
      assertThat(FilledHome.odeon(bundle, "actor", "events", "counter", "--json").out())
          .isEqualTo(FilledHome.odeon(home, "actor", "events", "counter", "--json").out());

      FilledHome.odeon(home, "actor", "request", "counter", "1");
      Path more = guests.write("more", "more");
      FilledHome.odeon(home, "store", "put", more.toString(), "--label", "more");
      FilledHome.odeon(home, "store", "unlabel", "it");
      CommandRun second = CommandRun.inside(home, "backup", bundle.toString(), "--json");
      assertThat(second.exit()).as(second.err()).isZero();
      assertThat(second.onlyJson().path("blocks").asInt()).isEqualTo(1);
      assertThat(second.onlyJson().path("left_out")).isEmpty();
      assertThat(server.end()).isZero();
      assertThat(FilledHome.odeon(bundle, "verify", "--head", head.toString()).out())
          .contains("fits");
    }
    assertThat(FilledHome.state(bundle)).isEqualTo(FilledHome.state(home));
    // It goes on where the home was, as the home.
    assertThat(FilledHome.odeon(bundle, "actor", "request", "counter", "1").out())
        .isEqualTo("43\n");
    assertThat(FilledHome.odeon(bundle, "verify").exit()).isZero();
    assertThat(FilledHome.odeon(bundle, "replay", "counter").out()).contains("identical");
  }

  @Test
  void isAnotherIdentityWithoutItsKeysAndSaysSo() {
    Path head = folder.resolve("kept.head");
    FilledHome.odeon(home, "head", "-o", head.toString());
    CommandRun run = CommandRun.inside(home, "backup", bundle.toString(), "--without-keys");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("it is a new identity");
    assertThat(FilledHome.state(bundle)).isEqualTo(FilledHome.state(home));
    assertThat(CommandRun.inside(bundle, "verify", "--head", head.toString()).exit()).isEqualTo(1);
    assertThat(CommandRun.inside(bundle, "verify").exit()).isZero();
    FilledHome.odeon(bundle, "head", "-o", folder.resolve("own.head").toString());
    refused("has another key", "backup", bundle.toString());
  }

  @Test
  void hasTheKeyThatTheHomeMadeAfterTheFirstBackup() {
    FilledHome.odeon(home, "backup", bundle.toString());
    Path head = folder.resolve("kept.head");
    FilledHome.odeon(home, "head", "-o", head.toString());
    FilledHome.odeon(home, "backup", bundle.toString());
    FilledHome.odeon(bundle, "verify", "--head", head.toString());
    refused("has the keys of the home already", "backup", bundle.toString(), "--without-keys");
  }

  @Test
  void exportsSomeActorsWithWhatTheyName() {
    FilledHome.odeon(home, "actor", "start", guests.sample("echo").toString());
    FilledHome.odeon(home, "actor", "request", "echo", "hello");
    CommandRun run = CommandRun.inside(home, "export", "counter", bundle.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("2 blocks of 1 actor written to " + bundle);
    assertThat(FilledHome.odeon(bundle, "actor", "list", "--all").out())
        .contains("counter")
        .doesNotContain("echo", "binary");
    assertThat(FilledHome.odeon(bundle, "replay", "counter").out()).contains("identical");
    assertThat(FilledHome.odeon(bundle, "actor", "events", "counter", "--json").out())
        .isEqualTo(FilledHome.odeon(home, "actor", "events", "counter", "--json").out());
    assertThat(FilledHome.odeon(bundle, "store", "list").out()).isEmpty();
    FilledHome.odeon(home, "actor", "request", "counter", "1");
    assertThat(FilledHome.odeon(home, "export", "counter", "echo", bundle.toString()).out())
        .startsWith("3 blocks of 2 actors ");
    assertThat(FilledHome.odeon(bundle, "actor", "state", "echo", "--json").json()).isNotEmpty();
    FilledHome.odeon(bundle, "verify");
  }

  @Test
  void writesOverNothingThatIsNoCopyOfTheHome() throws Exception {
    Path other = folder.resolve("other");
    FilledHome.fill(other, new Guests(folder));
    refused("not a bundle of this home", "backup", other.toString());
    refused("is in the home itself", "backup", home.resolve("backup").toString());
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("letter"), "of somebody");
    refused("not a bundle of this home", "backup", full.toString());
    assertThat(Files.list(full)).containsExactly(full.resolve("letter"));
    refused("there is no actor nobody", "export", "nobody", bundle.toString());
    assertThat(bundle).doesNotExist();

    FilledHome.odeon(home, "backup", bundle.toString());
    CommandRun foreign = CommandRun.inside(other, "backup", bundle.toString());
    assertThat(foreign.exit()).isEqualTo(1);
    assertThat(foreign.err()).contains("is a bundle of another home");
    refused("of another kind", "export", "counter", bundle.toString());
    FilledHome.odeon(bundle, "actor", "request", "counter", "1");
    refused("has blocks of counter that the home", "backup", bundle.toString());
  }

  @Test
  void refusesToBackUpADamagedHome() throws IOException {
    try (var files = Files.list(home.resolve("log"))) {
      for (Path segment : files.filter(file -> file.toString().endsWith(".segment")).toList()) {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[4200] ^= 1;
        Files.write(segment, bytes);
      }
    }
    refused("is damaged", "backup", bundle.toString());
    refused("is damaged", "export", "counter", bundle.toString());
    assertThat(bundle).doesNotExist();
  }

  @Test
  void isRestoredByAPlainCopyToo() throws Exception {
    FilledHome.copy(home, bundle);
    assertThat(FilledHome.state(bundle)).isEqualTo(FilledHome.state(home));
    FilledHome.odeon(bundle, "verify");
  }

  private void refused(String why, String... command) {
    CommandRun run = CommandRun.inside(home, command);
    assertThat(run.exit()).as(run.out()).isNotZero();
    assertThat(run.errLines()).singleElement().asString().contains(why);
  }
}
