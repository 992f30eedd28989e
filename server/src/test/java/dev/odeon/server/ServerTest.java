package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.RunConfig;
import dev.odeon.service.ModuleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server answers, in both shapes. */
@Timeout(60)
class ServerTest {
  @TempDir private Path folder = Path.of("");
  private OpenHome home;

  @BeforeEach
  void open() {
    home = OpenHome.at(folder);
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void loadsRunsListsAndUnloadsInTheFlatShape() throws IOException {
    Path module = write("uppercase");
    try (Talk talk = home.talk()) {
      String loaded = talk.ask("{\"type\":\"LoadBinary\",\"path\":\"%s\"}".formatted(module));
      assertThat(loaded)
          .matches(
              "\\{\"type\":\"LoadBinary\",\"Ok\":\\{\"binary_id\":\"[0-9a-f-]{36}\",\"size\":%d}}"
                  .formatted(Files.size(module)));
      String id = loaded.replaceAll(".*binary_id\":\"([^\"]*).*", "$1");
      assertThat(talk.ask(OpenHome.execute(UUID.fromString(id), "hello é")))
          .matches(
              "\\{\"type\":\"Execute\",\"Ok\":\\{\"result\":\\{\"binary_id\":\"%s\",\"return_code\":0,\"output\":\"HELLO é\",\"execution_time_ms\":\\d+,\"fuel_consumed\":\\d+}}}"
                  .formatted(id));
      assertThat(talk.ask("{\"type\":\"ListBinaries\"}"))
          .startsWith(
              "{\"type\":\"ListBinaries\",\"Ok\":{\"binaries\":[{\"id\":\"%s\",\"path\":\"%s\",\"size\":"
                  .formatted(id, module))
          .contains("\"runs\":1,\"errors\":0");
      assertThat(talk.ask("{\"type\":\"UnloadBinary\",\"binary_id\":\"%s\"}".formatted(id)))
          .isEqualTo(
              "{\"type\":\"UnloadBinary\",\"Ok\":{\"message\":\"Binary %s unloaded successfully\"}}"
                  .formatted(id));
      assertThat(talk.ask("{\"type\":\"ListBinaries\"}"))
          .isEqualTo("{\"type\":\"ListBinaries\",\"Ok\":{\"binaries\":[]}}");
    }
  }

  @Test
  void answersTheEnvelopeInTheEnvelope() throws IOException {
    UUID id = home.load("uppercase");
    try (Talk talk = home.talk()) {
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"payload\":{\"binary_id\":\"%s\",\"input\":\"abc\",\"config\":{\"timeout_ms\":5000,\"memory_limit_mb\":64}}}"
                      .formatted(id)))
          .startsWith("{\"success\":true,\"data\":{\"binary_id\":\"%s\"".formatted(id))
          .contains("\"output\":\"ABC\"");
      assertThat(
              talk.ask(
                  "{\"type\":\"ExecuteChain\",\"payload\":{\"binary_ids\":[\"%s\",\"%s\"],\"input\":\"abc\"}}"
                      .formatted(id, id)))
          .startsWith("{\"success\":true,\"data\":{\"results\":[{")
          .containsPattern("],\"total_time_ms\":\\d+}}$");
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"payload\":{\"binary_id\":\"%s\",\"input\":\"\"}}"
                      .formatted(new UUID(0, 0))))
          .startsWith("{\"success\":false,\"error\":\"")
          .endsWith("\"code\":\"BinaryNotFound\"}");
      assertThat(talk.ask("{\"type\":\"ListBinaries\",\"payload\":{}}"))
          .containsPattern("\"loaded_at\":\"\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z\"");
    }
  }

  @Test
  void runsPipelinesAndTellsWhichStepFailed() throws IOException {
    UUID upper = home.load("uppercase");
    UUID rot = home.load("rot13");
    UUID failing = home.load("failing");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(chain("hello", upper, rot)))
          .contains("\"output\":\"HELLO\"", "\"output\":\"URYYB\"");
      assertThat(talk.ask(chain("hello", upper, failing, rot)))
          .startsWith("{\"type\":\"ExecuteChain\",\"Err\":\"step 2: ")
          .contains("\"step\":2,\"results\":[{\"binary_id\":\"%s\"".formatted(upper))
          .doesNotContain(rot.toString());
    }
  }

  @Test
  void tellsWhatAFailedRunSaidInBothShapes() throws IOException {
    UUID id = home.load("panics");
    String said =
        "\"output\":\"half of it\",\"log\":\"began\\npanicked at 'no such order'\",\"trace\":["
            + "\"rust_panic (function 2)\",\"begin_panic (function 3)\",\"take_order (function 4)\",\"process (function 5)\"]";
    String what = "plug-in %s trapped: unreachable in rust_panic".formatted(id);
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(OpenHome.execute(id, "")))
          .isEqualTo("{\"type\":\"Execute\",\"Err\":\"%s\",%s}".formatted(what, said));
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"payload\":{\"binary_id\":\"%s\",\"input\":\"\"}}"
                      .formatted(id)))
          .isEqualTo(
              "{\"success\":false,\"error\":\"%s\",\"code\":\"RuntimeError\",\"data\":{%s}}"
                  .formatted(what, said));
      assertThat(talk.ask(chain("", id)))
          .isEqualTo(
              "{\"type\":\"ExecuteChain\",\"Err\":\"step 1: %s\",\"step\":1,\"results\":[],%s}"
                  .formatted(what, said));
    }
  }

  @Test
  void saysWhichLimitARunExceededAndHowToRaiseIt() throws IOException {
    UUID id = home.load("endless");
    try (Talk talk = home.talk()) {
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\",\"config\":{\"timeout_ms\":50}}"
                      .formatted(id)))
          .contains("exceeded its time limit of 50 ms after ", ": raise timeout_ms in config\"")
          .contains("\"trace\":[\"process (function ")
          .endsWith("\"limit\":\"time\",\"limit_value\":50,\"limit_asked\":true}");
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\"}"
                      .formatted(home.load("floods"))))
          .contains(
              "exceeded its output limit of 16 MiB after ",
              "raise the server's setting 'output-size'")
          .contains("\"limit\":\"output\"");
    }
  }

  @Test
  void givesArgumentsAndEnvironmentToACommand() throws IOException {
    UUID id = home.load("wasi/tour", "tour.wasm");
    String execute = "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"some\",".formatted(id);
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(execute + "\"args\":[\"arguments\",\"-v\"]}"))
          .contains("\"output\":\"0=tour.wasm\\n1=arguments\\n2=-v\\n\"");
      assertThat(talk.ask(execute + "\"args\":[\"environment\",\"A\"],\"env\":{\"A\":\"b\"}}"))
          .contains("\"output\":\"A=b\\n\"");
      assertThat(talk.ask(execute + "\"args\":[\"copy\"]}"))
          .contains("\"output\":\"some\"", "\"stderr\":\"4 bytes\\n\"");
      assertThat(talk.ask(execute + "\"env\":{\"A\":1}}")).contains("\"Err\":\"field 'env' ");
      assertThat(talk.ask(execute + "\"env\":{\"A=\":\"\"}}")).contains("'A=' is not a name of a");
      assertThat(talk.ask(execute + "\"args\":[\"a\\u0000\"]}"))
          .contains("an argument has a zero byte");
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\",\"args\":[\"a\"]}"
                      .formatted(home.load("uppercase"))))
          .contains("only commands of WASI");
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws IOException {
    UUID id = home.load("uppercase");
    try (Talk talk = home.talk()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        all.append(OpenHome.execute(id, "n" + i)).append('\n');
      }
      talk.send(all.toString());
      for (int i = 0; i < 500; i++) {
        assertThat(talk.line()).contains("\"output\":\"N" + i + "\"");
      }
    }
  }

  @Test
  void servesTheJavaClient() {
    try (Client client =
        Client.find(home.actors().home(), Ports.system(), ClientConfig.defaults()).orElseThrow()) {
      UUID id =
          client
              .call(new LoadBinary("upper", Bytes.wrap(SampleGuests.module("plugin/uppercase"))))
              .binaryId();
      List<Client.Sent<Execute.Result>> sent = new java.util.ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(client.send(new Execute(id, Bytes.utf8("x" + i), RunConfig.NONE)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(sent.get(i).result().await().run().output()).isEqualTo(Bytes.utf8("X" + i));
      }
    }
  }

  @Test
  void keepsTenantsApart() throws IOException {
    UUID id = home.load("uppercase");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask("{\"type\":\"ListBinaries\",\"tenant\":\"blue\"}"))
          .isEqualTo("{\"type\":\"ListBinaries\",\"Ok\":{\"binaries\":[]}}");
      assertThat(
              talk.ask(
                  "{\"type\":\"Execute\",\"id\":1,\"tenant\":\"blue\",\"binary_id\":\"%s\",\"input\":\"\"}"
                      .formatted(id)))
          .contains("\"code\":\"BinaryNotFound\"");
    }
  }

  @Test
  void givesItsMetrics() throws IOException {
    UUID id = home.load("uppercase");
    try (Talk talk = home.talk()) {
      talk.ask(OpenHome.execute(id, "a"));
      talk.ask("nonsense");
      assertThat(talk.ask("{\"type\":\"Metrics\"}"))
          .contains(
              "odeon_server_answers_total 2.0",
              "odeon_server_connections 1.0",
              "odeon_server_failures_total{code=\\\"InvalidInput\\\"} 1.0");
    }
  }

  @Test
  void readsModulesOnlyWhereItMay() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("modules"));
    Path outside = write("uppercase");
    Files.copy(outside, inside.resolve("good.wasm"));
    Files.createSymbolicLink(inside.resolve("link.wasm"), outside);
    home.close();
    home =
        OpenHome.at(
            folder,
            ServerConfig.defaults().withFiles(new ModuleFiles.Within(List.of(inside))),
            config -> config);
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(load(inside.resolve("good.wasm")))).contains("\"Ok\"");
      assertThat(talk.ask(load(outside))).contains("\"code\":\"FileNotFound\"");
      assertThat(talk.ask(load(inside.resolve("../uppercase.wasm"))))
          .contains("\"code\":\"FileNotFound\"");
      assertThat(talk.ask(load(inside.resolve("link.wasm")))).contains("\"code\":\"FileNotFound\"");
      assertThat(talk.ask(load(inside))).contains("\"code\":\"FileNotFound\"");
    }
    home.close();
    home =
        OpenHome.at(
            folder, ServerConfig.defaults().withFiles(new ModuleFiles.Nowhere()), config -> config);
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(load(inside.resolve("good.wasm")))).contains("as module_base64");
    }
  }

  @Test
  void leavesNothingBehindWhenItStops() {
    Path socket = home.server().socket();
    assertThat(socket).exists();
    home.server().close();
    assertThat(socket).doesNotExist();
    assertThat(home.actors().home().resolve("server.json")).doesNotExist();
    assertThatThrownBy(() -> Talk.to(socket)).isInstanceOf(java.io.UncheckedIOException.class);
  }

  @Test
  void saysWhichHomeItHasOpen() throws Exception {
    Path at = home.actors().home();
    try (Talk talk = home.talk()) {
      assertThat(talk.ask("{\"type\":\"Identify\"}"))
          .startsWith(
              "{\"type\":\"Identify\",\"Ok\":{\"pid\":%d,\"home\":\"%s\",\"home_id\":\"%s\",\"folder\":\"%s\",\"lock\":\"%s\","
                  .formatted(
                      ProcessHandle.current().pid(),
                      at,
                      Files.readAllLines(at.resolve("format")).getFirst().substring(13),
                      stat(at),
                      stat(at.resolve("lock"))));
    }
  }

  /** Device and inode, as others see them. */
  private static String stat(Path path) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%d:%i", path.toString()).start();
    return new String(stat.getInputStream().readAllBytes()).strip();
  }

  @Test
  void leavesWhatOthersPutInItsPlace() throws IOException {
    Path at = home.actors().home();
    Path socket = home.server().socket();
    Path moved = Files.move(at, folder.resolve("moved"));
    try (OpenHome other = OpenHome.at(folder)) {
      assertThat(other.server().socket()).isEqualTo(socket);
      home.close();
      assertThat(moved.resolve("server.json")).exists();
      try (Client client = Client.find(at, Ports.system(), ClientConfig.defaults()).orElseThrow()) {
        assertThat(client.identify().orElseThrow().holds(at, Ports.system().disk())).isTrue();
      }
    }
    assertThat(socket).doesNotExist();
    assertThat(at.resolve("server.json")).doesNotExist();
    home = OpenHome.at(folder);
  }

  @Test
  void writesNothingIntoAnotherHomeAtItsPath() throws IOException {
    Path at = home.actors().home();
    Path moved = folder.resolve("moved");
    try (Talk talk = home.talk()) {
      Files.move(at, moved);
      Files.createDirectory(at);
      Files.writeString(at.resolve("lock"), "");
      assertThat(talk.ask("{\"type\":\"StorePut\",\"content\":\"Hello\",\"label\":\"l\"}"))
          .contains("\"Err\":\"")
          .contains(at + " was moved or replaced while it was open");
    }
    home.close();
    try (var inside = Files.list(at)) {
      assertThat(inside).containsExactly(at.resolve("lock"));
    }
    Files.delete(at.resolve("lock"));
    Files.delete(at);
    Files.move(moved, at);
    home = OpenHome.at(folder);
    try (Talk talk = home.talk()) {
      assertThat(talk.ask("{\"type\":\"StoreLabels\"}")).contains("\"count\":0");
    }
  }

  private static String load(Path module) {
    return "{\"type\":\"LoadBinary\",\"id\":1,\"path\":\"%s\"}".formatted(module);
  }

  private static String chain(String input, UUID... ids) {
    String list =
        java.util.Arrays.stream(ids)
            .map(id -> '"' + id.toString() + '"')
            .collect(java.util.stream.Collectors.joining(","));
    return "{\"type\":\"ExecuteChain\",\"binary_ids\":[%s],\"input\":\"%s\"}"
        .formatted(list, input);
  }

  private Path write(String plugin) throws IOException {
    return Files.write(folder.resolve(plugin + ".wasm"), SampleGuests.module("plugin/" + plugin));
  }
}
