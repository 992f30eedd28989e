package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home on a file system of its own, which can be full or read-only. Needs the right to mount. */
class SmallDiskIT {
  @TempDir private Path folder;
  private Path disk;
  private Path home;
  private Guests guests;

  @BeforeEach
  void mountDisk() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    home = disk.resolve("home");
    guests = new Guests(folder);
    CommandRun mount = shell("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
    if (mount.exit() != 0) {
      System.out.println("SmallDiskIT skipped, nothing may be mounted here: " + mount.err());
    }
    Assumptions.assumeTrue(mount.exit() == 0, "nothing may be mounted here");
  }

  @AfterEach
  void unmountDisk() {
    shell("umount", "-l", disk.toString());
  }

  @Test
  void failsCleanlyOnAFullDiskAndGoesOnWhenThereIsRoom() {
    assertThat(odeon("actor", "start", guests.sample("echo").toString()).exit()).isZero();
    byte[] large = new byte[15 << 20];
    java.util.Arrays.fill(large, (byte) 'x');
    CommandRun full = null;
    int taken = 0;
    for (int i = 0; i < 10 && full == null; i++) {
      String[] line = {"actor", "message", "echo", "-", "--id", "m-" + i};
      if (CommandRun.inside(large, home, line).exit() == 0) {
        taken++;
      } else {
        full = CommandRun.of(large, home, line);
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.errLines()).singleElement().asString().containsIgnoringCase("full");
    assertThat(taken).isPositive();
    assertThat(odeon("actor", "list", "--json").onlyJson().get("blocks").asInt())
        .isEqualTo(taken + 1);

    shell("mount", "-o", "remount,size=400m", disk.toString());
    String same = "m-" + taken;
    CommandRun again =
        CommandRun.inside(large, home, "actor", "message", "echo", "-", "--id", same);
    assertThat(again.exit()).as("%s", again).isZero();
    assertThat(odeon("verify").exit()).isZero();
    assertThat(odeon("actor", "list", "--json").onlyJson().get("blocks").asInt())
        .isEqualTo(taken + 2);
  }

  @Test
  void makesNoHomeWhereThereIsNoRoom() {
    shell("mount", "-o", "remount,size=1m", disk.toString());
    CommandRun full = odeon("actor", "start", guests.sample("echo").toString());
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.errLines()).singleElement().asString().containsIgnoringCase("full");
    shell("mount", "-o", "remount,size=80m", disk.toString());
    assertThat(odeon("actor", "start", guests.sample("echo").toString()).exit()).isZero();
    assertThat(odeon("actor", "request", "echo", "x").out()).isEqualTo("x\n");
  }

  @Test
  void saysThatAHomeIsReadOnly() {
    assertThat(odeon("actor", "start", guests.sample("echo").toString()).exit()).isZero();
    shell("mount", "-o", "remount,ro", disk.toString());
    CommandRun refused = odeon("actor", "request", "echo", "x");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errLines()).singleElement().asString().containsIgnoringCase("read-only");
    shell("mount", "-o", "remount,rw", disk.toString());
    assertThat(odeon("actor", "request", "echo", "x").out()).isEqualTo("x\n");
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }

  private static CommandRun shell(String... command) {
    try {
      return CommandRun.ofCommand(new byte[0], List.of(command));
    } catch (java.io.UncheckedIOException e) {
      return new CommandRun(127, "", String.valueOf(e.getMessage()));
    }
  }
}
