package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.main.Odeon;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineLoggerTest {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
  private static final Logger LOG = System.getLogger("dev.odeon.server.Connections");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void writesALineAnEventForPeople() {
    LogLines.to(console(), Level.INFO);

    LOG.log(Level.INFO, "closed {0} of them clients={1}", 2, 3);
    LOG.log(Level.WARNING, "odd", new IllegalStateException("one\ntwo"));

    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst()).matches(TIME + " info server: closed 2 of them clients=3");
    assertThat(lines().getLast())
        .matches(TIME + " warn server: odd: java\\.lang\\.IllegalStateException: one\\\\ntwo");
  }

  @Test
  void writesAnObjectAnEventForPrograms() {
    LogLines.to(console("--json"), Level.INFO);

    LOG.log(Level.INFO, "listening socket={0}", Path.of("/run/odeon.sock"));
    LOG.log(Level.ERROR, "failed", new IllegalStateException("why"));

    JsonNode first = new JsonMapper().readTree(lines().getFirst());
    assertThat(first.path("time").asString()).matches(TIME);
    assertThat(first.path("level").asString()).isEqualTo("info");
    assertThat(first.path("room").asString()).isEqualTo("server");
    assertThat(first.path("event").asString()).isEqualTo("listening");
    assertThat(first.path("socket").asString()).isEqualTo("/run/odeon.sock");
    assertThat(new JsonMapper().readTree(lines().getLast()).path("error").asString())
        .contains("why");
  }

  @Test
  void dropsWhatNobodyAskedFor() {
    LogLines.to(console(), Level.WARNING);

    LOG.log(Level.INFO, "usual");
    LOG.log(Level.DEBUG, "more");

    assertThat(lines()).isEmpty();
    assertThat(LOG.isLoggable(Level.INFO)).isFalse();
    assertThat(LOG.isLoggable(Level.ERROR)).isTrue();
  }

  @Test
  void writesALineOnceThatComesAgainAndAgain() {
    LogLines.to(console(), Level.INFO);

    for (int i = 0; i < 1_000; i++) {
      LOG.log(Level.WARNING, "cannot accept a connection reason={0}", "Too many open files");
      LOG.log(Level.WARNING, "another place reason={0}", i % 2);
    }

    assertThat(lines()).hasSize(3);
  }

  @Test
  void boundsTheDifferentLinesOfOnePlace() {
    LogLines.to(console(), Level.INFO);

    for (int i = 0; i < 1_000; i++) {
      LOG.log(Level.WARNING, "cannot read a file number={0}", i);
    }

    assertThat(lines()).hasSize(LogFolding.LINES_MAX);
  }

  private Console console(String... options) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            InputStream.nullInputStream(), stream, stream, new Environment(Path.of("x"), false));
    CommandLine line = Odeon.commandLine(console);
    line.parseArgs(options);
    return console;
  }

  private List<String> lines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
