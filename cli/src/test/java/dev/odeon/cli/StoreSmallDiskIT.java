package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system that can be full or read-only. Needs the right to mount. */
class StoreSmallDiskIT {
  @TempDir private Path folder;
  private Path disk;
  private Path home;
  private Guests files;

  @BeforeEach
  void mountDisk() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    home = disk.resolve("home");
    files = new Guests(folder);
    CommandRun mount = shell("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
    if (mount.exit() != 0) {
      System.out.println("StoreSmallDiskIT skipped, nothing may be mounted here: " + mount.err());
    }
    Assumptions.assumeTrue(mount.exit() == 0, "nothing may be mounted here");
  }

  @AfterEach
  void unmountDisk() {
    shell("umount", "-l", disk.toString());
  }

  @Test
  void keepsWhatWasPutOnADiskThatRunsFullAndGoesOnWhenThereIsRoom() {
    byte[] large = new byte[15 << 20];
    int put = 0;
    CommandRun full = null;
    for (int seed = 0; seed < 10 && full == null; seed++) {
      new Random(seed).nextBytes(large);
      String file = files.write("large", large).toString();
      String[] line = {"store", "put", file, "--label", "large-" + seed};
      if (odeon(line).exit() == 0) {
        put++;
      } else {
        full = CommandRun.of(home, line);
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.errLines()).singleElement().asString().containsIgnoringCase("full");
    assertThat(put).isPositive();
    assertThat(odeon("store", "labels", "--json").json()).hasSize(put);

    // What the failed put began takes no room.
    for (int seed = 0; seed < put; seed++) {
      Path back = folder.resolve("back");
      new Random(seed).nextBytes(large);
      CommandRun got = odeon("store", "get", "store:large-" + seed, "-o", back.toString());
      assertThat(got.exit()).as("%s", got).isZero();
      assertThat(back).hasBinaryContent(large);
    }
    shell("mount", "-o", "remount,size=400m", disk.toString());
    new Random(put).nextBytes(large);
    String again = files.write("large", large).toString();
    assertThat(odeon("store", "put", again, "--label", "large-" + put).exit()).isZero();
    assertThat(odeon("store", "labels", "--json").json()).hasSize(put + 1);
    assertThat(odeon("store", "size", "--json").onlyJson().get("disk_bytes").asLong())
        .isLessThan((put + 2L) * large.length);
  }

  @Test
  void leavesNoFileWhereThereIsNoRoomForIt() {
    String home = folder.resolve("elsewhere").toString();
    byte[] large = new byte[15 << 20];
    new Random(1).nextBytes(large);
    String file = files.write("large", large).toString();
    assertThat(CommandRun.inside(Path.of(home), "store", "put", file, "--label", "l").exit())
        .isZero();
    shell("mount", "-o", "remount,size=10m", disk.toString());
    CommandRun run =
        CommandRun.inside(
            Path.of(home), "store", "get", "store:l", "-o", disk.resolve("out").toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errLines()).singleElement().asString().contains("out");
    assertThat(disk).isEmptyDirectory();
  }

  @Test
  void saysThatAHomeIsReadOnly() {
    String file = files.write("small", "small").toString();
    assertThat(odeon("store", "put", file).exit()).isZero();
    shell("mount", "-o", "remount,ro", disk.toString());
    CommandRun refused = odeon("store", "put", file);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errLines()).singleElement().asString().containsIgnoringCase("read-only");
    shell("mount", "-o", "remount,rw", disk.toString());
    assertThat(odeon("store", "put", file).exit()).isZero();
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
