package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home in which a file beside the log is damaged, lost, another home's, a link, or open to
 * others: that file is named, with what to do, and the log is not accused.
 */
class WrongFilesIT {
  private static final String SEGMENT = "log/0000000000000001.segment";

  @TempDir private Path folder;
  private Path home;
  private String manifest;

  @BeforeEach
  void fillHome() {
    home = folder.resolve("home");
    manifest = new Guests(folder).sample("echo").toString();
    fill(home);
    CommandRun.inside(home, "head").succeeded();
  }

  private void fill(Path home) {
    CommandRun.inside(home, "actor", "start", manifest).succeeded();
    for (int i = 0; i < 3; i++) {
      CommandRun.inside(home, "actor", "request", "echo", "message " + i).succeeded();
    }
  }

  @Test
  void namesTheCleanMarkAndTheLastSignedHead() throws IOException {
    for (String name : List.of("clean", "tree/heads/last")) {
      Path file = home.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[whole.length - 12] ^= 4;
      Files.write(file, damaged);
      Map<String, String> before = log();
      CommandRun open = CommandRun.of(home, "actor", "request", "echo", "next");
      assertThat(open.refused(1))
          .contains(file + " is damaged", "odeon verify", "delete")
          .doesNotContain("rewritten");
      assertThat(log()).isEqualTo(before);
      CommandRun verify = CommandRun.of(home, "verify");
      assertThat(verify.exit()).isEqualTo(1);
      assertThat(verify.err()).contains(file + " is damaged").doesNotContain("rewritten");
      Files.delete(file);
      assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").out())
          .isEqualTo("next\n");
      assertThat(CommandRun.inside(home, "verify").exit()).isZero();
      CommandRun.inside(home, "head").succeeded();
    }
  }

  @Test
  void saysThatTheKeyIsLostAndMakesAnotherOnlyWhenTold() throws IOException {
    Path kept = folder.resolve("monday.head");
    CommandRun.inside(home, "head", "-o", kept.toString()).succeeded();
    String before = Files.readAllLines(kept).getFirst();
    for (String name : List.of("log.key", "log.pub")) {
      Files.delete(home.resolve("keys").resolve(name));
    }

    CommandRun head = CommandRun.of(home, "head");
    assertThat(head.exit()).isEqualTo(1);
    assertThat(head.errLines())
        .allSatisfy(line ->
            assertThat(line)
                .contains(
                    "keys/log.key is missing", before, "restore keys/", "head --new-identity"));
    assertThat(CommandRun.inside(home, "verify").err()).contains("keys/log.key is missing");
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "goes on").out())
        .isEqualTo("goes on\n");
    try (ServerRun server = ServerRun.start(home)) {
      assertThat(CommandRun.of(home, "actor", "request", "echo", "served").out())
          .isEqualTo("served\n");
      assertThat(CommandRun.of(home, "head").refused(1)).contains("head --new-identity");
      assertThat(CommandRun.of(home, "head", "--new-identity").exit()).isEqualTo(3);
      assertThat(server.end()).isZero();
    }
    assertThat(home.resolve("keys/log.key")).doesNotExist();

    CommandRun renewed = CommandRun.inside(home, "head", "--new-identity");
    assertThat(renewed.exit()).isZero();
    String after = renewed.out().lines().findFirst().orElseThrow();
    assertThat(after).startsWith("odeon/").isNotEqualTo(before);
    assertThat(renewed.err()).contains("signs as " + after, "it was " + before);
    CommandRun again = CommandRun.inside(home, "head");
    assertThat(again.out()).startsWith(after);
    assertThat(again.err()).isEmpty();
    assertThat(CommandRun.inside(home, "verify", "--head", kept.toString()).exit()).isZero();
  }

  @Test
  void callsASegmentOfAnotherHomeForeign() throws IOException {
    Path other = folder.resolve("other");
    fill(other);
    Path foreign = home.resolve("log/0000000000000003.segment");
    Path stray = home.resolve("log/0000000000000001 (copy).segment");
    Files.copy(home.resolve(SEGMENT), stray);
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").exit()).isZero();
    assertThat(CommandRun.inside(home, "verify").err())
        .contains(stray + " does not belong to the log");
    Files.delete(stray);

    Files.copy(other.resolve(SEGMENT), foreign);
    Map<String, String> before = log();
    assertThat(CommandRun.of(home, "actor", "request", "echo", "next").refused(1))
        .contains(foreign + " belongs to home " + id(other), "not to this one, " + id(home));
    CommandRun verify = CommandRun.of(home, "verify");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.err()).contains(foreign + " belongs to home " + id(other));
    assertThat(log()).isEqualTo(before);
    Files.delete(foreign);
    assertThat(CommandRun.inside(home, "verify").exit()).isZero();
  }

  @Test
  void saysThatTheFormatIsAnotherHomes() throws IOException {
    Path other = folder.resolve("other");
    fill(other);
    String own = id(home);
    Files.copy(
        other.resolve("format"),
        home.resolve("format"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(CommandRun.inside(home, "actor", "request", "echo", "next").refused(1))
        .contains("belongs to home " + own, "the file format names home " + id(other))
        .doesNotContain("damaged at");
    CommandRun verify = CommandRun.inside(home, "verify");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.err())
        .contains(
            home.resolve("format") + " names home " + id(other), "the log belongs to home " + own);
  }

  @Test
  void mendsModesAndRefusesLinks() throws IOException {
    Path key = home.resolve("keys/log.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    CommandRun mended = CommandRun.of(home, "actor", "request", "echo", "next");
    assertThat(mended.out()).isEqualTo("next\n");
    assertThat(mended.errLines()).singleElement().asString().contains(key + " (mode 644)");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");

    Path elsewhere = folder.resolve("elsewhere");
    Files.move(home.resolve("log"), elsewhere);
    Files.createSymbolicLink(home.resolve("log"), elsewhere);
    assertThat(CommandRun.of(home, "actor", "request", "echo", "next").refused(1))
        .contains(home.resolve("log") + " is a symbolic link");
  }

  @Test
  void makesDamagedTilesAgain() throws IOException {
    Path edge = home.resolve("tree/tiles/edge");
    Disk.system().writeAtomically(edge, Bytes.ofHex("000000000000000109"));
    CommandRun verify = CommandRun.inside(home, "verify");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.err()).contains("tree/tiles is damaged (edge");
    // In a process of its own: where a server logs, notices go to its log.
    CommandRun opened = CommandRun.of(home, "actor", "request", "echo", "next");
    assertThat(opened.out()).isEqualTo("next\n");
    assertThat(opened.errLines()).singleElement().asString().contains("it was made again");
    assertThat(CommandRun.inside(home, "verify").exit()).isZero();
    assertThat(CommandRun.inside(home, "actor", "list").err()).isEmpty();
  }

  private static String id(Path home) throws IOException {
    return Files.readAllLines(home.resolve("format")).getFirst().split(" ")[2];
  }

  /** The files of the log, each by its name and the hash of its bytes. */
  private Map<String, String> log() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.list(home.resolve("log"))) {
      for (Path file : all.toList()) {
        files.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).hashCode() + "");
      }
    }
    return files;
  }
}
