package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written to the socket, there is an answer, and the next request is answered too. */
@Timeout(120)
class BadInputTest {
  private static final int LINE_MAX = 1 << 20;

  @TempDir private Path folder = Path.of("");
  private OpenHome home;
  private UUID upper;

  @BeforeEach
  void open() {
    ConnectionLimits defaults = ConnectionLimits.defaults();
    home =
        OpenHome.at(
            folder,
            ServerConfig.defaults()
                .withLimits(
                    new ConnectionLimits(
                        50,
                        8,
                        defaults.stackBytes(),
                        LINE_MAX,
                        16 << 20,
                        8,
                        Duration.ofSeconds(2))),
            config -> config);
    upper = home.load("uppercase");
  }

  @AfterEach
  void close() {
    home.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "\r",
        "hello",
        "{",
        "}",
        "[]",
        "null",
        "42",
        "\"Execute\"",
        "{}",
        "{\"type\":null}",
        "{\"type\":\"\"}",
        "{\"type\":\"execute\"}",
        "{\"type\":\"Execute\"}{\"type\":\"Execute\"}",
        "{\"type\":\"Execute\",\"binary_id\":\"x\"}",
        "{\"type\":\"Execute\",\"binary_id\":{},\"input\":[]}",
        "{\"type\":\"Execute\",\"payload\":7}",
        "{\"type\":\"Execute\",\"payload\":{\"binary_id\":7}}",
        "{\"type\":\"Error\",\"Err\":\"x\"}",
        "\u0000\u0001\u0002",
        "GET / HTTP/1.1",
      })
  void answersALineThatIsNoRequestAndGoesOn(String line) throws IOException {
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(line)).containsPattern("\"(Err|error)\":\"");
      assertServed(talk);
    }
  }

  @Test
  void answersBytesThatAreNotUtf8() throws IOException {
    try (Talk talk = home.talk()) {
      byte[] line =
          (OpenHome.execute(upper, "\u00e9") + "\n").getBytes(StandardCharsets.ISO_8859_1);
      talk.send(line);
      assertThat(talk.line())
          .isEqualTo("{\"type\":\"Error\",\"Err\":\"a line is UTF-8, this one is not\"}");
      assertServed(talk);
    }
  }

  @Test
  void answersAnUnknownId() throws IOException {
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(OpenHome.execute(new UUID(1, 2), "")))
          .startsWith("{\"type\":\"Execute\",\"Err\":\"there is no plug-in ");
      assertThat(
              talk.ask(
                  "{\"type\":\"UnloadBinary\",\"binary_id\":\"%s\"}".formatted(new UUID(1, 2))))
          .startsWith("{\"type\":\"UnloadBinary\",\"Err\":\"");
      assertThat(talk.ask("{\"type\":\"Cancel\",\"id\":99}"))
          .isEqualTo("{\"type\":\"Cancel\",\"id\":99,\"Ok\":{\"cancelled\":false}}");
      assertServed(talk);
    }
  }

  @Test
  void answersALineThatIsTooLongAndEndsThere() throws IOException {
    try (Talk talk = home.talk()) {
      // Far beyond the limit, without a newline: the answer must be found behind it all the same.
      byte[] piece = new byte[1 << 16];
      Arrays.fill(piece, (byte) 'x');
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 1 << 10; i++) {
                    talk.send(piece);
                  }
                } catch (IOException _) {
                  // The server has hung up at last.
                }
              });
      assertThat(talk.line())
          .startsWith("{\"type\":\"Error\",\"Err\":\"a line has at most 1048576 bytes");
      assertThat(talk.isOver()).isTrue();
      writer.interrupt();
    }
    try (Talk talk = home.talk()) {
      assertServed(talk);
    }
  }

  @Test
  void takesALineAsLongAsMayBe() throws IOException {
    try (Talk talk = home.talk()) {
      String text = "a".repeat(LINE_MAX - OpenHome.execute(upper, "").length() - 1);
      assertThat(talk.ask(OpenHome.execute(upper, text)))
          .contains("\"output\":\"" + "A".repeat(text.length()) + "\"");
    }
  }

  @Test
  void answersHalfALineOfWhoSendsNoMore() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send("{\"type\":\"Metr");
      talk.sayNoMore();
      assertThat(talk.line()).startsWith("{\"type\":\"Error\",\"Err\":\"this is not JSON");
      assertThat(talk.isOver()).isTrue();
    }
  }

  @Test
  void answersALastLineWithoutItsNewline() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(OpenHome.execute(upper, "abc"));
      talk.sayNoMore();
      assertThat(talk.line()).contains("\"output\":\"ABC\"");
      assertThat(talk.isOver()).isTrue();
    }
  }

  @Test
  void forgetsWhoClosesWithinALine() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Talk talk = home.talk()) {
        talk.send("{\"type\":\"Execute\",\"bin");
      }
    }
    home.assertConnections(0, Duration.ofSeconds(30));
    try (Talk talk = home.talk()) {
      assertServed(talk);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "imports-unknown, InvalidWasm, host.fly",
    "bare, , ",
  })
  void saysWhyAModuleIsRefused(String plugin, String code, String named) throws IOException {
    try (Talk talk = home.talk()) {
      String answer =
          talk.ask(
              "{\"type\":\"LoadBinary\",\"id\":1,\"module_base64\":\"%s\"}"
                  .formatted(OpenHome.base64(plugin)));
      if (code == null) {
        assertThat(answer).contains("\"Ok\"");
      } else {
        assertThat(answer).contains("\"code\":\"" + code + "\"", named);
      }
      assertServed(talk);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "AGFzbQEAAAA=", "AGFzbQIAAAA="})
  void refusesWhatIsNoModule(String base64) throws IOException {
    try (Talk talk = home.talk()) {
      assertThat(
              talk.ask(
                  "{\"type\":\"LoadBinary\",\"id\":1,\"module_base64\":\"%s\"}".formatted(base64)))
          .contains("\"code\":\"InvalidWasm\"");
      assertThat(talk.ask("{\"type\":\"LoadBinary\",\"id\":2,\"path\":\"/none/such.wasm\"}"))
          .contains("\"code\":\"FileNotFound\"");
      assertThat(talk.ask("{\"type\":\"LoadBinary\",\"id\":2,\"path\":\"/dev/zero\"}"))
          .contains("\"code\":\"FileNotFound\"");
      assertThat(talk.ask("{\"type\":\"LoadBinary\",\"id\":2,\"path\":\"%s\"}".formatted(folder)))
          .contains("\"code\":\"FileNotFound\"");
      assertServed(talk);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "endless,      '\"timeout_ms\":50',     ExecutionTimeout",
    "endless,      '\"fuel_limit\":100000', FuelExhausted",
    "eats-memory,  '\"memory_limit_mb\":2', OutOfMemory",
    "recurses,     '\"timeout_ms\":5000',   StackOverflow",
    "floods,       '\"timeout_ms\":5000',   TooLarge",
    "traps,        '\"timeout_ms\":5000',   RuntimeError",
  })
  void endsAPluginAtItsLimit(String plugin, String config, String code) throws IOException {
    UUID id = home.load(plugin);
    try (Talk talk = home.talk()) {
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"id\":\"x\",\"binary_id\":\"%s\",\"input\":\"a\",\"config\":{%s}}"
                      .formatted(id, config)))
          .startsWith("{\"type\":\"Execute\",\"id\":\"x\",\"Err\":\"plug-in ")
          .contains("\"code\":\"" + code + "\"");
      assertServed(talk);
    }
  }

  @Test
  void tellsAReturnCodeAsAResult() throws IOException {
    UUID id = home.load("failing");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(OpenHome.execute(id, "7"))).contains("\"Ok\"", "\"return_code\":");
    }
  }

  @Test
  void answersInputThatIsTooLarge() throws IOException {
    home.close();
    home =
        OpenHome.at(
            folder, ServerConfig.defaults(), config -> config.withSizes(1 << 20, 1000, 3, 100));
    upper = home.load("uppercase");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(OpenHome.execute(upper, "a".repeat(1001)).replace("{", "{\"id\":1,")))
          .contains("\"code\":\"TooLarge\"");
      String ids = ("\"" + upper + "\",").repeat(4);
      assertThat(
              talk.ask(
                  "{\"type\":\"ExecuteChain\",\"id\":1,\"input\":\"\",\"binary_ids\":[%s]}"
                      .formatted(ids.substring(0, ids.length() - 1))))
          .contains("\"Err\"");
      assertServed(talk);
    }
  }

  @Test
  void cutsOffWhoNeverEndsALine() throws Exception {
    try (Talk talk = home.talk();
        Talk other = home.talk()) {
      talk.send("{\"type\":\"Execute\",\"bin");
      assertServed(other);
      home.assertConnections(1, Duration.ofSeconds(30));
      // Who says nothing at all may stay.
      assertServed(other);
    }
  }

  @Test
  void forgetsWhoHangsUpWhileARequestIsOpen() throws Exception {
    Bytes manifest = Bytes.utf8("module = \"defers.wasm\"\n[grants]\nmessage-server-host = true");
    Answer started =
        home.actors()
            .lifecycle()
            .start(
                Key.actor("d"),
                Manifest.parse("test.toml", manifest, home.actors().capabilities()),
                Bytes.wrap(SampleGuests.module("probe/defers")));
    assertThat(started).isInstanceOf(Answer.Completed.class);
    for (String id : List.of("", "\"id\":1,")) {
      try (Talk talk = home.talk()) {
        talk.send(
            "{%s\"type\":\"ActorRequest\",\"actor\":\"d\",\"body\":\"x\",\"message_id\":\"r\"}\n"
                .formatted(id));
      }
    }
    home.assertConnections(0, Duration.ofSeconds(30));
  }

  @Test
  void refusesMoreConnectionsThanItTakes() throws Exception {
    List<Talk> all = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Talk talk = home.talk();
        all.add(talk);
        assertServed(talk);
      }
      try (Talk talk = home.talk()) {
        assertThat(talk.line()).contains("the server has 50 connections, and takes no more");
        assertThat(talk.isOver()).isTrue();
      }
      all.removeLast().close();
      home.assertConnections(49, Duration.ofSeconds(30));
      try (Talk talk = home.talk()) {
        assertServed(talk);
      }
    } finally {
      all.forEach(Talk::close);
    }
  }

  @Test
  void letsASlowReaderStallItselfAlone() throws Exception {
    try (Talk slow = home.talk();
        Talk other = home.talk()) {
      String line = OpenHome.execute(upper, "a".repeat(100_000)) + "\n";
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 2000; i++) {
                    slow.send(line);
                  }
                } catch (IOException _) {
                  // The server has cut it off.
                }
              });
      for (int i = 0; i < 200; i++) {
        assertServed(other);
      }
      // Who reads nothing for long is cut off, and what was kept for him is free again.
      writer.join(Duration.ofSeconds(60));
      assertThat(writer.isAlive()).isFalse();
      home.assertConnections(1, Duration.ofSeconds(30));
    }
  }

  @Test
  void answersOverloadedInsteadOfBufferingWithoutEnd() throws Exception {
    home.close();
    ConnectionLimits defaults = ConnectionLimits.defaults();
    home =
        OpenHome.at(
            folder,
            ServerConfig.defaults()
                .withLimits(
                    new ConnectionLimits(
                        50, 8, defaults.stackBytes(), 64 << 20, 1 << 20, 8, Duration.ofMinutes(1))),
            config -> config);
    upper = home.load("uppercase");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask("{\"type\":\"Metrics\",\"path\":\"" + "x".repeat(4 << 20) + "\"}"))
          .contains("\"Err\":\"the server buffers as much as it may");
      assertServed(talk);
    }
  }

  @Test
  void keepsServingNineClientsBesideAnEndlessPlugin() throws Exception {
    UUID endless = home.load("endless");
    AtomicReference<String> ended = new AtomicReference<>("");
    try (Talk bad = home.talk()) {
      Thread spinning =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ended.set(
                      bad.ask(
                          OpenHome.execute(endless, "")
                              .replace("{", "{\"config\":{\"timeout_ms\":1500},\"id\":1,")));
                } catch (IOException e) {
                  ended.set(e.toString());
                }
              });
      List<Talk> good = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        good.add(home.talk());
      }
      while (spinning.isAlive()) {
        for (Talk talk : good) {
          assertServed(talk);
        }
      }
      good.forEach(Talk::close);
    }
    assertThat(ended.get()).contains("\"code\":\"ExecutionTimeout\"");
  }

  private void assertServed(Talk talk) throws IOException {
    assertThat(talk.ask(OpenHome.execute(upper, "still here")))
        .contains("\"output\":\"STILL HERE\"");
  }
}
