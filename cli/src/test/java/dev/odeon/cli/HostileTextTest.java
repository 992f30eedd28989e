package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.VisibleText;
import dev.odeon.guests.SampleGuests;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that somebody else chose, as a terminal and a script get it. */
class HostileTextTest {
  private static final String HOSTILE = "a\u202e\u200b\u2028b";
  private static final String ESCAPED = "a\\u202E\\u200B\\u2028b";

  /** As an actor's id, which has a form of its own. */
  private static final String ENCODED = "a%E2%80%AE%E2%80%8B%E2%80%A8b";

  @TempDir private Path folder;

  private Run run(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "--home";
    all[1] = folder.resolve("home").toString();
    System.arraycopy(args, 0, all, 2, args.length);
    Run run = Run.of(all);
    run.out().lines().forEach(line -> assertThat(VisibleText.isVisible(line)).as(line).isTrue());
    run.errLines().forEach(line -> assertThat(VisibleText.isVisible(line)).as(line).isTrue());
    return run;
  }

  @Test
  void isEscapedInATableAndInJson() {
    String path =
        new Guests(folder)
            .write("\u001b[31m\u0007", SampleGuests.module("plugin/rot13"))
            .toString();
    assertThat(run("load", "-p", path).exit()).isEqualTo(Exit.DONE);
    assertThat(run("list").out()).contains("\\u001B[31m\\u0007");
    assertThat(run("list", "--json").out()).contains("\\u001B[31m\\u0007");
  }

  @Test
  void isEscapedInLabelsStoresAndIds() {
    String file = new Guests(folder).write("content", "x").toString();
    assertThat(run("store", "put", file, "--label", HOSTILE).exit()).isEqualTo(Exit.DONE);
    assertThat(run("store", "labels").out()).contains(ESCAPED);
    assertThat(run("store", "labels", "--json").out()).contains("\"" + ESCAPED + "\"");
    assertThat(run("store", "unlabel", HOSTILE).out()).contains(ESCAPED);
    Path echo = new Guests(folder).sample("echo");
    assertThat(run("actor", "start", echo.toString(), "--name", HOSTILE).out()).contains(ENCODED);
    assertThat(run("actor", "list").out()).contains(ENCODED);
    assertThat(run("actor", "list", "--json").out()).contains(ENCODED);
    assertThat(run("actor", "request", HOSTILE, "\u202e").out()).isEqualTo("\\u202E\n");
    assertThat(run("actor", "request", HOSTILE, "\u202e", "--json").out()).contains("\"\\u202E\"");
    assertThat(run("replay", HOSTILE).out()).contains(ENCODED);
  }

  @Test
  void isEscapedInErrors() {
    for (String[] line :
        new String[][] {
          {"store", "get", "store:" + HOSTILE},
          {"actor", "state", HOSTILE},
          {"execute", "-b", HOSTILE, "-i", "x"},
          {"--tenant", "a\u009b\u001b", "list"},
          {"store", "get", "store:a\u009b"},
          {HOSTILE},
          {"list", "--" + HOSTILE},
          {"execute", "-b", "x", "-i", "x", "-t", HOSTILE}
        }) {
      Run run = run(line);
      assertThat(run.exit()).isNotEqualTo(Exit.DONE);
      assertThat(run.errLines()).hasSize(1);
    }
  }

  @Test
  void isLeftAsItIsInTheOutputOfAPlugin() {
    Path rot13 = new Guests(folder).module("plugin/rot13");
    Run loaded = run("load", "-p", rot13.toString());
    assertThat(loaded.exit()).isEqualTo(Exit.DONE);
    String text = "\u200fשלום\u200e";
    assertThat(
            Run.of(
                    "--home",
                    folder.resolve("home").toString(),
                    "execute",
                    "-b",
                    "rot13.wasm",
                    "-i",
                    text)
                .out())
        .isEqualTo(text + "\n");
  }
}
