package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.odeon.cli.main.Odeon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide to running a server says of a service is what a service manager gets. */
class OperatingPageIT {
  private static final Path PAGE = Path.of("..", "docs", "guide", "operating.md");
  private static final String INSTALLED = "/opt/odeon/bin/odeon";

  @TempDir private Path folder;

  @Test
  void itsUnitIsWhatSystemdReads() throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeThat(analyze).exists();
    String unit = block("ini").replace(INSTALLED, "/bin/true").replace("User=odeon\n", "");
    Path file = Files.writeString(folder.resolve("odeon.service"), unit);
    CommandRun run =
        CommandRun.ofCommand(
            new byte[0], List.of(analyze.toString(), "verify", "--man=no", file.toString()));
    assertThat(run.err().lines().filter(line -> line.contains("odeon.service"))).isEmpty();
  }

  @Test
  void startsStopsAndStartsAgainAsTheUnitSays() throws Exception {
    Path home = folder.resolve("home");
    Path settings = folder.resolve("odeon.toml");
    Files.writeString(
        settings,
        block("toml").replace("/run/odeon", folder.toString()).replace("odeon-users", ownGroup()));
    Matcher start = Pattern.compile("ExecStart=(.*)").matcher(block("ini"));
    assertThat(start.find()).isTrue();
    String line =
        start
            .group(1)
            .replace("/var/lib/odeon/home", home.toString())
            .replace("/etc/odeon/odeon.toml", settings.toString());
    assertThat(line).startsWith(INSTALLED + " ");
    List<String> command = new ArrayList<>(InstalledCommand.line());
    command.addAll(List.of(line.substring(INSTALLED.length() + 1).split(" ")));

    Process first = started(command);
    Path socket = folder.resolve("odeon.sock");
    assertThat(Files.getAttribute(socket, "unix:mode")).isEqualTo(0140660);
    FilledHome.odeon(home, "store", "put", settings.toString(), "--label", "it");
    first.destroyForcibly().waitFor();
    // Restart=on-failure: over what the first one left.
    Process second = started(command);
    assertThat(FilledHome.odeon(home, "store", "labels").out()).contains("it");
    assertThat(CommandRun.ofCommand(new byte[0], command).exit()).isEqualTo(3);
    second.destroy();
    assertThat(second.waitFor()).isZero();
    assertThat(socket).doesNotExist();
  }

  @Test
  void everyCommandLineOnThePageIsUnderstood() throws IOException {
    List<String> lines =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("$ odeon ")).toList();
    assertThat(lines).hasSizeGreaterThan(3);
    for (String line : lines) {
      PrintStream silence = new PrintStream(PrintStream.nullOutputStream());
      Console console =
          new Console(
              InputStream.nullInputStream(), silence, silence, new Environment(folder, false));
      String[] args = line.substring("$ odeon ".length()).split(" ");
      assertThatCode(() -> Odeon.commandLine(console).parseArgs(args))
          .as(line)
          .doesNotThrowAnyException();
    }
  }

  private static Process started(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).startsWith("ready ");
    return process;
  }

  private static String ownGroup() throws Exception {
    Process id = new ProcessBuilder("id", "-gn").start();
    String group = new String(id.getInputStream().readAllBytes()).strip();
    assertThat(id.waitFor()).isZero();
    return group;
  }

  /** The text of the block of that language. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
