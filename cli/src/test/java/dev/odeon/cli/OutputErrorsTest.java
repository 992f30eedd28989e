package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.main.Odeon;
import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command, with a standard output that cannot be written. */
class OutputErrorsTest {
  /** A line of each command that prints something and changes nothing that another needs. */
  private static final List<String> LINES =
      List.of(
          "load -p counter.wasm",
          "execute -b counter.wasm -i 1",
          "chain -b counter.wasm,counter.wasm -i 1",
          "list",
          "status",
          "verify",
          "head",
          "replay counter",
          "whatif counter --module actor.wasm",
          "check counter.wasm",
          "feed echo.toml --name echo",
          "actor start echo.toml --name another",
          "actor message counter 1",
          "actor request counter 1",
          "actor requests defers",
          "actor reply defers r yes",
          "actor list",
          "actor state counter",
          "actor events counter",
          "actor events --all",
          "actor logs counter",
          "actor show counter",
          "actor channels opens",
          "actor timers hourly",
          "actor upgrade counter --module actor.wasm",
          "actor letters variables",
          "actor pause echo",
          "actor resume echo",
          "actor stop echo",
          "actor remove echo",
          "store put kept",
          "store get store:it",
          "store show store:it",
          "store describe store:it text/plain",
          "store label second store:it",
          "store labels",
          "store labels it",
          "store list",
          "store size",
          "store gc --each --grace 0",
          "store gc --dry-run",
          "store verify",
          "store new more",
          "store stores",
          "tenant set blue --weight 3",
          "tenant list",
          "tenant show default",
          "store export exported",
          "store import theater",
          "store unlabel second",
          "version",
          "completion bash",
          "man pages",
          "help",
          "actor help",
          "store help",
          "tenant help",
          "export counter exported",
          "backup exported",
          "salvage salvaged",
          "unload -b spare.wasm");

  /** These need a server, or are one: {@code FullOutputIT} runs them. */
  private static final Set<String> ELSEWHERE = Set.of("serve", "metrics", "actor top");

  @TempDir private static Path folder;

  @BeforeAll
  static void fill() throws Exception {
    Guests guests = new Guests(folder);
    FilledHome.fill(folder.resolve("home"), guests);
    FilledHome.odeon(
        folder.resolve("home"),
        "load",
        "-p",
        guests.write("spare.wasm", SampleGuests.module("plugin/rot13")).toString());
    guests.write("actor.wasm", SampleGuests.module("counter"));
    guests.sample("echo");
    FilledHome.odeon(
        folder.resolve("home"), "actor", "start", folder.resolve("echo.toml").toString());
    FilledHome.odeon(
        folder.resolve("home"),
        "actor",
        "start",
        guests.guest("probe/defers", "[grants]\nmessage-server-host = true").toString());
    assertThat(
            CommandRun.inside(
                    folder.resolve("home"), "actor", "request", "defers", "x", "--id", "r")
                .refused(1))
        .contains("left the request open");
    startWithATimer(guests);
    openAChannel(guests);
    leaveADeadLetter(guests);
    FilledHome.odeon(
        folder.resolve("home"), "store", "export", folder.resolve("theater").toString());
  }

  private static void startWithATimer(Guests guests) {
    Path hourly =
        guests.write(
            "hourly.toml",
            """
            name = "hourly"
            module = "actor.wasm"
            [[timer]]
            name = "count"
            every = "1h"
            body = "1"
            """);
    FilledHome.odeon(folder.resolve("home"), "actor", "start", hourly.toString());
  }

  private static void openAChannel(Guests guests) {
    Path home = folder.resolve("home");
    String opens = guests.guest("probe/opens", "[grants]\nmessage-server-host = true").toString();
    FilledHome.odeon(home, "actor", "start", opens);
    FilledHome.odeon(home, "actor", "start", opens, "--name", "accepts");
    FilledHome.odeon(home, "actor", "message", "opens", "accepts");
  }

  /** A message to an actor that takes none. */
  private static void leaveADeadLetter(Guests guests) {
    Path home = folder.resolve("home");
    String grant = "[grants]\nmessage-server-host = true";
    FilledHome.odeon(home, "actor", "start", guests.guest("probe/volley", grant).toString());
    Path receiver = guests.guest("probe/variables", "[grants]\nenvironment = true");
    FilledHome.odeon(home, "actor", "start", receiver.toString());
    byte[] id = "variables".getBytes(StandardCharsets.UTF_8);
    ByteBuffer once = ByteBuffer.allocate(12 + id.length).order(ByteOrder.LITTLE_ENDIAN);
    once.putLong(1).putInt(id.length).put(id);
    Path body = guests.write("volley.bin", once.array());
    FilledHome.odeon(home, "actor", "message", "volley", "@" + body);
  }

  static Stream<String> lines() {
    return Stream.concat(
        LINES.stream(),
        Stream.of(
                "execute -b counter.wasm -i 1", "actor list", "actor events counter", "store list")
            .map(line -> line + " --json"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aFullDiskIsALineAndExitCode1(String line) {
    Run run = run("No space left on device", line);
    assertThat(run.err())
        .endsWith("odeon: cannot write standard output: No space left on device\n");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"actor list", "actor events counter", "store get store:it", "--help"})
  void aReaderThatHasGoneEndsTheCommandQuietly(String line) {
    Run run = run("Broken pipe", line);
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(Exit.UNREAD);
  }

  @Test
  void theHelpOfEveryCommandIsOutputToo() {
    for (List<String> path : commands()) {
      List<String> line = new ArrayList<>(path);
      line.add("--help");
      Run run = run("No space left on device", String.join(" ", line));
      assertThat(run.errLines()).as(line.toString()).hasSize(1);
      assertThat(run.exit()).as(line.toString()).isEqualTo(Exit.FAILED);
    }
    assertThat(run("No space left on device", "--version").exit()).isEqualTo(Exit.FAILED);
  }

  @Test
  void knowsALineOfEveryCommand() {
    Set<String> known = new TreeSet<>(ELSEWHERE);
    for (List<String> path : commands()) {
      String name = String.join(" ", path);
      LINES.stream()
          .filter(line -> (line + " ").startsWith(name + " "))
          .forEach(_ -> known.add(name));
    }
    assertThat(known).containsAll(commands().stream().map(path -> String.join(" ", path)).toList());
  }

  private static Run run(String failure, String line) {
    List<String> args = new ArrayList<>(List.of("--home", folder.resolve("home").toString()));
    for (String word : line.split(" ")) {
      boolean file = word.matches("\\w+\\.(wasm|toml)|kept|exported|theater|salvaged|pages");
      args.add(file ? folder.resolve(unused(word)).toString() : word);
    }
    byte[] input = line.startsWith("feed") ? "a\tb\n".getBytes() : new byte[0];
    return Run.into(new FailingStream(failure), input, args.toArray(String[]::new));
  }

  /** Folders that a command makes, each time another. */
  private static String unused(String word) {
    return word.equals("exported") || word.equals("salvaged") ? word + System.nanoTime() : word;
  }

  /** The paths to all commands of this room that do something. */
  private static List<List<String>> commands() {
    CommandLine odeon =
        Odeon.commandLine(
            new Console(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                System.err,
                new Environment(Path.of("no-home"), false)));
    List<List<String>> all = new ArrayList<>();
    collect(odeon, List.of(), all);
    all.removeIf(path -> path.equals(List.of("encore")));
    return all;
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> into) {
    if (line.getSubcommands().isEmpty()) {
      into.add(path);
    }
    line.getSubcommands()
        .forEach((name, below) -> {
          List<String> longer = new ArrayList<>(path);
          longer.add(name);
          collect(below, longer, into);
        });
  }

  /** A disk that is full, or a pipe that nobody reads. */
  private static final class FailingStream extends OutputStream {
    private final String failure;

    FailingStream(String failure) {
      this.failure = failure;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(failure);
    }
  }
}
