package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is damaged or verified while a server has it open. */
class ServedStoreIT {
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

  @Test
  void collectsNothingWhileALabelIsDamaged() throws IOException {
    Path label = home.resolve("store/labels/notes");
    flip(label, 3);

    assertThat(run("verify").refused(1)).contains("store/labels/notes");
    assertThat(CommandRun.inside(home, "store", "gc", "--grace", "0").refused(1))
        .contains("store/labels/notes", "nothing was removed");
    assertThat(run("store", "gc", "--grace", "0", "--dry-run").exit()).isEqualTo(1);
    try (ServerRun server = ServerRun.start(home)) {
      assertThat(run("store", "gc", "--grace", "0").refused(1))
          .contains("store/labels/notes", "nothing was removed");
      assertThat(run("store", "get", "store:notes").refused(1))
          .contains("store/labels/notes", "--replace");
      CommandRun labels = run("store", "labels");
      assertThat(labels.refused(1)).contains("store/labels/notes");
      assertThat(labels.out()).contains("other", large.substring(0, 12), "damaged");
      assertThat(server.end()).isZero();
    }
    CommandRun labels = run("store", "labels");
    assertThat(labels.refused(1)).contains("store/labels/notes");
    assertThat(labels.out()).contains("other", large.substring(0, 12), "damaged");
    assertThat(run("store", "get", hello).succeeded().out()).isEqualTo("hello");

    run("store", "label", "notes", hello, "--replace").succeeded();
    run("store", "gc", "--grace", "0").succeeded();
    assertThat(run("store", "get", "store:notes").succeeded().out()).isEqualTo("hello");
    assertThat(run("verify").exit()).isZero();
  }

  /** What comes and goes while it reads is no flaw. */
  @Test
  void findsNothingBesideAServerThatIsAtWork() {
    try (ServerRun server = ServerRun.start(home)) {
      AtomicBoolean enough = new AtomicBoolean();
      Thread work =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; !enough.get(); i++) {
                  Path text = files.write("many", "content of round " + i);
                  run("store", "put", text.toString(), "--label", "round", "--replace").succeeded();
                  run("store", "gc", "--grace", "0").succeeded();
                }
              });
      try {
        for (int i = 0; i < 8; i++) {
          assertThat(run("verify").succeeded().out()).contains("everything is as it was written");
        }
        assertThat(work.isAlive()).isTrue();
      } finally {
        enough.set(true);
        join(work);
      }
      assertThat(server.end()).isZero();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
