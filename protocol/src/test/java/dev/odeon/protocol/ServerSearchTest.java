package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.HeldFolder;
import dev.odeon.base.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which server is a home's, against ends that the test speaks for. */
@Timeout(60)
class ServerSearchTest {
  private static final String OLD = "{\"type\":\"Error\",\"id\":%s,\"Err\":\"there is no …\"}";

  private final Ports ports = Ports.system();
  @TempDir private Path folder = Path.of("");
  private Path home = Path.of("");
  private HeldFolder held;

  @BeforeEach
  void hold() throws IOException {
    home = folder.resolve("home");
    held = HeldFolder.lock(home, ports.disk());
    Files.createDirectory(home.resolve("run"));
  }

  @AfterEach
  void giveBack() {
    held.close();
  }

  @Test
  void findsTheServerThatHasTheHomeOpenByWhateverPath() throws IOException {
    names(home, folder.resolve("s"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    try (FakeServer _ = FakeServer.answering(folder.resolve("s"), says(held.identity()))) {
      for (Path way : List.of(home, link, home.resolve("run/.."), link.resolve("../home/."))) {
        assertThat(found(way)).as(way.toString()).isTrue();
      }
    }
  }

  @Test
  void findsNoServerForACopy() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.createFile(copy.resolve("lock"));
    Path hard = Files.createDirectory(folder.resolve("hard"));
    Files.createLink(hard.resolve("lock"), home.resolve("lock"));
    try (FakeServer _ = FakeServer.answering(folder.resolve("s"), says(held.identity()))) {
      for (Path other : List.of(copy, hard, Files.createDirectory(folder.resolve("without")))) {
        names(other, folder.resolve("s"));
        assertThat(found(other)).as(other.toString()).isFalse();
      }
    }
  }

  @Test
  void findsTheServerOfAHomeThatWasMoved() throws IOException {
    names(home, home.resolve("run/odeon.sock"));
    try (FakeServer _ =
        FakeServer.answering(home.resolve("run/odeon.sock"), says(held.identity()))) {
      Path moved = Files.move(home, folder.resolve("moved"));
      assertThat(found(moved)).isTrue();
      assertThat(found(home)).isFalse();
      home = Files.createDirectory(home);
      names(home, moved.resolve("run/odeon.sock"));
      assertThat(found(home)).isFalse();
      Files.delete(moved.resolve("server.json"));
      assertThat(found(moved)).isTrue();
    }
  }

  @Test
  void refusesAHomeWhoseFilesWereReplacedUnderItsServer() throws IOException {
    names(home, folder.resolve("s"));
    try (FakeServer _ = FakeServer.answering(folder.resolve("s"), says(held.identity()))) {
      Files.delete(home.resolve("lock"));
      assertRefused("has the home " + home + " open, and its files were replaced since");
      Files.createFile(home.resolve("lock"));
      assertRefused("(process 7) has the home " + home + " open");
    }
  }

  @Test
  void doubtsAServerOfAnotherVersionOnlyWhereSomebodyHasTheHome() throws IOException {
    names(home, folder.resolve("s"));
    try (FakeServer _ = FakeServer.answering(folder.resolve("s"), OLD)) {
      assertRefused(
          "the home " + home + " is in use by another process, and the server at",
          "is of another version");
      held.close();
      assertThat(found(home)).isFalse();
    }
  }

  @Test
  void doubtsWhoTalksNonsense() throws IOException {
    names(home, folder.resolve("s"));
    for (String answer :
        List.of(
            "HTTP/1.1 400 Bad Request",
            "{\"type\":\"Identify\",\"id\":%s,\"Ok\":{\"pid\":1}}",
            says(held.identity()).replaceAll("\"lock\":\"[0-9:]*\"", "\"lock\":\"here\""))) {
      Files.deleteIfExists(folder.resolve("s"));
      try (FakeServer _ = FakeServer.answering(folder.resolve("s"), answer)) {
        assertRefused("is in use by another process, and what", "is not an answer");
      }
    }
  }

  @Test
  void waitsNotForEverForWhoSaysNothing() throws IOException {
    names(home, folder.resolve("s"));
    try (FakeServer _ = FakeServer.mute(folder.resolve("s"), 8)) {
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> Client.find(home, hasty(), ClientConfig.defaults()))
          .withMessageContaining("did not say within 5 s which home it has open");
    }
  }

  @Test
  void waitsNotForEverForWhoTakesNoConnection() throws IOException {
    names(home, folder.resolve("s"));
    List<SocketChannel> waiting = new ArrayList<>();
    try (FakeServer _ = FakeServer.mute(folder.resolve("s"), 1)) {
      for (int i = 0; i < 2; i++) {
        waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s"))));
      }
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> Client.find(home, hasty(), ClientConfig.defaults()))
          .withMessageContaining("it took no connection within 5 s");
      held.close();
      assertThat(Client.find(home, hasty(), ClientConfig.defaults())).isEmpty();
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void passesOverAFileThatNamesNoServer() throws Exception {
    Path file = home.resolve("server.json");
    for (String content :
        List.of(
            "",
            "{",
            "nonsense\u0000",
            "[".repeat(50_000),
            "{\"pid\":1}",
            "{\"pid\":1,\"socket\":\"\\u0000\",\"started_ms\":1}",
            "{\"pid\":1,\"socket\":\"\",\"started_ms\":1}",
            "{\"pid\":1,\"socket\":\"%s\",\"started_ms\":1}".formatted(home),
            "{\"pid\":1,\"socket\":\"%s\",\"started_ms\":1}".formatted(file),
            "{\"pid\":1,\"socket\":\"/%s\",\"started_ms\":1}".formatted("x".repeat(4000)),
            "{\"pid\":99999999999999999999,\"socket\":\"/s\",\"started_ms\":1}")) {
      Files.writeString(file, content);
      assertThat(found(home)).as(content).isFalse();
    }
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(3L << 30);
    }
    assertThat(found(home)).isFalse();
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(found(home)).isFalse();
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThat(found(home)).isFalse();
    Files.delete(file);
    for (String target : List.of("/dev/zero", "server.json", "nothing", "/dev/stdin")) {
      Files.createSymbolicLink(file, Path.of(target));
      assertThat(found(home)).as(target).isFalse();
      Files.delete(file);
    }
  }

  @Test
  void removesOnlyItsOwnFile() {
    ServerFile mine = new ServerFile(1, folder.resolve("s"), 2);
    ServerFile other = new ServerFile(1, folder.resolve("s"), 3);
    other.write(home, ports.disk());
    mine.remove(home, ports.disk());
    assertThat(ServerFile.read(home, ports.disk())).contains(other);
    other.remove(home, ports.disk());
    assertThat(home.resolve("server.json")).doesNotExist();
    other.remove(home, ports.disk());
  }

  private void names(Path home, Path socket) {
    new ServerFile(1, socket, 2).write(home, ports.disk());
  }

  private boolean found(Path home) {
    Optional<Client> found = Client.find(home, ports, ClientConfig.defaults());
    found.ifPresent(Client::close);
    return found.isPresent();
  }

  private void assertRefused(String... parts) {
    assertThatExceptionOfType(ClientException.class)
        .isThrownBy(() -> Client.find(home, ports, ClientConfig.defaults()))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(ClientException.Reason.OTHER_HOME);
          assertThat(e.getMessage()).contains(parts);
        });
  }

  private static String says(FolderIdentity identity) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ResponseWriter.result(
        new Header("Identify", new RequestId.Number(4711), Shape.FLAT),
        Identify.OPERATION,
        new ServerIdentity(7, "somewhere", Bytes.wrap(new byte[16]), identity, null),
        line);
    return line.toString(StandardCharsets.UTF_8).strip().replace("4711", "%s");
  }

  /** Ports whose clock leaps, so that all patience is over at once. */
  private static Ports hasty() {
    Ports system = Ports.system();
    AtomicLong nanos = new AtomicLong();
    Clock leaping =
        new Clock() {
          @Override
          public long millis() {
            return system.clock().millis();
          }

          @Override
          public long nanos() {
            return nanos.addAndGet(60_000_000_000L);
          }
        };
    return new Ports(leaping, system.entropy(), system.disk(), system.threads());
  }
}
