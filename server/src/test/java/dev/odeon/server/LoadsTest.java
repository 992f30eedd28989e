package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.engine.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Modules that take as long to compile as any may: who is kept waiting, and what ends them. */
@Timeout(180)
class LoadsTest {
  /** Of functions: as many as a module may have. */
  private static final int SLOW = 65_536;

  /** What another load waits for without making the test slow. */
  private static final int RATHER_SLOW = SLOW / 8;

  /** No limit of this test is near it; where it is reached, nothing happens. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
  void servesOthersWhileOneTenantLoadsSlowModulesOverManyConnections() throws IOException {
    UUID upper = home.load("uppercase");
    try (Talk first = home.talk();
        Talk second = home.talk();
        Talk other = home.talk()) {
      for (int i = 0; i < 20; i++) {
        first.send(load(2 * i, "greedy", module(RATHER_SLOW, 2 * i)));
        second.send(load(2 * i + 1, "greedy", module(RATHER_SLOW, 2 * i + 1)));
      }
      awaitLoads(1);
      for (int i = 0; i < 100; i++) {
        assertThat(other.ask(OpenHome.execute(upper, "n" + i)))
            .contains("\"output\":\"N" + i + "\"");
      }
      // It is the next one's turn, however many of the other's wait.
      assertThat(other.ask(load(1, "modest", OpenHome.base64("rot13")).strip())).contains("\"Ok\"");
      assertThat(home.actors().engine().loadCount()).isEqualTo(1);
      assertThat(home.actors().engine().compiledCount()).isLessThan(20);
    }
    // Both hung up: nothing of theirs goes on.
    awaitLoads(0);
  }

  @Test
  void endsALoadThatIsCancelled() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(load(7, "default", slow(0)));
      awaitLoads(1);
      talk.send("{\"type\":\"Cancel\",\"id\":7}\n");
      String one = talk.line();
      String two = talk.line();
      assertThat(one + two)
          .contains("\"code\":\"Cancelled\"", "\"Ok\":{\"cancelled\":true}", "was cancelled");
      awaitLoads(0);
      assertThat(talk.ask("{\"type\":\"ListBinaries\"}")).contains("\"binaries\":[]");
    }
  }

  @Test
  void endsALoadWithoutAnIdWhoseClientHangsUp() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(load(7, "default", slow(0)).replace("\"id\":7,", ""));
      awaitLoads(1);
    }
    home.assertConnections(0, PATIENCE);
    awaitLoads(0);
    assertThat(home.actors().engine().compiledCount()).isZero();
  }

  @Test
  void endsALoadAtItsDeadline() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(load(7, "default", slow(0)).replace("{", "{\"config\":{\"timeout_ms\":20},"));
      assertThat(talk.line())
          .contains("\"code\":\"ExecutionTimeout\"", "longer than its limit of 20 ms");
      awaitLoads(0);
    }
  }

  @Test
  void endsTheStartOfAnActorAndAReplayThatAreCancelled() throws IOException {
    UUID counter = home.load("counter");
    try (Talk talk = home.talk()) {
      assertThat(talk.ask(OpenHome.execute(counter, ""))).contains("\"output\"");
      String start =
          "{\"type\":\"ActorStart\",\"id\":1,\"name\":\"slow\",\"manifest\":"
              + "\"name = 'slow'\\nmodule = 'slow.wasm'\\n\",\"module_base64\":\"%s\"}\n";
      String replay =
          "{\"type\":\"ActorWhatIf\",\"id\":1,\"actor\":\"binary/"
              + counter
              + "\",\"module_base64\":\"%s\"}\n";
      int salt = 0;
      for (String request : new String[] {start, replay}) {
        String answers;
        int tries = 0;
        do {
          Engine engine = home.actors().engine();
          long compiled = engine.compiledCount();
          talk.send(request.formatted(slow(salt++)));
          awaits(() -> engine.loadCount() == 1 || engine.compiledCount() > compiled);
          talk.send("{\"type\":\"Cancel\",\"id\":1}\n");
          answers = talk.line() + talk.line();
          awaitLoads(0);
          tries++; // a load may end before the server reads that it is cancelled
        } while (!answers.contains("\"code\":\"Cancelled\"") && tries < 10);
        assertThat(answers).contains("\"code\":\"Cancelled\"", "\"Ok\":{\"cancelled\":true}");
      }
    }
  }

  /** Compiling would take longer than the server may take to end. */
  @Test
  void endsLoadsWithTheServer() throws IOException {
    ServerConfig config = ServerConfig.defaults().withDrain(Duration.ofMillis(200));
    Engine engine;
    try (OpenHome other = OpenHome.at(folder.resolve("other"), config, each -> each);
        Talk talk = other.talk()) {
      engine = other.actors().engine();
      talk.send(load(1, "default", slow(0)));
      awaits(() -> engine.loadCount() == 1);
      assertThat(engine.loadCount()).isEqualTo(1);
    }
    awaits(() -> engine.loadCount() == 0);
    assertThat(engine.loadCount()).isZero();
    assertThat(engine.compiledCount()).isZero();
  }

  @Test
  void refusesByNameWithoutATurn() throws IOException {
    try (Talk busy = home.talk();
        Talk talk = home.talk()) {
      busy.send(load(1, "default", slow(0)));
      awaitLoads(1);
      assertThat(talk.ask(load(2, "default", module(SLOW + 1, 0)).strip()))
          .contains(
              "\"code\":\"InvalidWasm\"",
              "65,537 functions: the limit is 65,536 (function section)");
      assertThat(home.actors().engine().loadCount()).isEqualTo(1);
    }
  }

  private void awaitLoads(int count) {
    awaits(() -> home.actors().engine().loadCount() == count);
    assertThat(home.actors().engine().loadCount()).isEqualTo(count);
  }

  private static void awaits(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String load(int id, String tenant, String base64) {
    return "{\"type\":\"LoadBinary\",\"id\":%d,\"tenant\":\"%s\",\"module_base64\":\"%s\"}\n"
        .formatted(id, tenant, base64);
  }

  /** A module that takes seconds; another one for each {@code salt}. */
  private static String slow(int salt) {
    return module(SLOW, salt);
  }

  private static String module(int functions, int salt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, new byte[] {1, 0x60, 0, 0});
    section(out, 3, repeated(functions, new byte[] {0}));
    section(out, 10, repeated(functions, new byte[] {2, 0, 0x0b}));
    section(out, 0, new byte[] {1, 'x', (byte) salt});
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static byte[] repeated(int count, byte[] element) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, count);
    for (int i = 0; i < count; i++) {
      out.writeBytes(element);
    }
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    number(out, content.length);
    out.writeBytes(content);
  }

  private static void number(ByteArrayOutputStream out, int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>= 7) {
      out.write(rest & 0x7f | 0x80);
    }
    out.write(rest);
  }
}
