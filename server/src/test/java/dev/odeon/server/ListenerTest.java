package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Ports;
import dev.odeon.protocol.SocketPlace;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListenerTest {
  private static final Ports PORTS = Ports.system();
  @TempDir private Path folder = Path.of("");

  @Test
  void makesASocketWithNothingBesideIt() throws IOException {
    try (Listener listener = Listener.at(folder.resolve("s"), PORTS)) {
      assertThat(listener.socket()).isEqualTo(folder.resolve("s"));
      try (var inside = Files.list(folder)) {
        assertThat(inside).containsExactly(folder.resolve("s"));
      }
    }
    assertThat(folder.resolve("s")).doesNotExist();
  }

  @Test
  void putsTheSocketOfAHomeIntoAFolderOfItsOwn() throws IOException {
    SocketPlace place = SocketPlace.of(folder, _ -> null, PORTS.entropy());
    try (Listener listener = Listener.at(place, PORTS)) {
      assertThat(listener.socket()).isEqualTo(folder.resolve("run/odeon.sock"));
      assertThat(Files.getPosixFilePermissions(folder.resolve("run")))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      try (var inside = Files.list(folder.resolve("run"))) {
        assertThat(inside).containsExactly(folder.resolve("run/odeon.sock"));
      }
    }
  }

  @Test
  void leavesNothingOfAPlaceOutsideTheHome() {
    Path outside = folder.resolve("odeon-1234");
    SocketPlace place = new SocketPlace(outside, outside.resolve("odeon.sock"), true);
    try (Listener _ = Listener.at(place, PORTS)) {
      assertThat(outside.resolve("odeon.sock")).exists();
    }
    assertThat(outside).doesNotExist();
  }

  @Test
  void replacesASocketThatWasLeftOver() throws IOException {
    Path socket = folder.resolve("s");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (Listener listener = Listener.at(socket, PORTS);
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel accepted = accept(listener)) {
      assertThat(client.isConnected()).isTrue();
      assertThat(listener.accepts(accepted)).isTrue();
    }
  }

  @Test
  void neverTakesOverASocketThatAnswers() {
    Path socket = folder.resolve("s");
    try (Listener _ = Listener.at(socket, PORTS)) {
      assertThatThrownBy(() -> Listener.at(socket, PORTS))
          .isInstanceOfSatisfying(
              ServerException.class,
              e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.IN_USE))
          .hasMessageContaining("another server answers at " + socket);
      assertThat(socket).exists();
    }
  }

  @Test
  void neverReplacesWhatIsNoSocket() throws IOException {
    Path file = Files.writeString(folder.resolve("s"), "precious");
    assertThatThrownBy(() -> Listener.at(file, PORTS))
        .isInstanceOfSatisfying(
            ServerException.class,
            e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.OCCUPIED));
    assertThat(file).hasContent("precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> Listener.at(link, PORTS)).isInstanceOf(ServerException.class);
    assertThatThrownBy(() -> Listener.at(folder, PORTS)).isInstanceOf(ServerException.class);
  }

  @Test
  void removesNoSocketThatIsNotItsOwn() throws IOException {
    Path socket = folder.resolve("s");
    Listener first = Listener.at(socket, PORTS);
    Path moved = Files.move(socket, folder.resolve("moved"));
    try (Listener _ = Listener.at(socket, PORTS)) {
      first.close();
      assertThat(socket).exists();
      assertThat(moved).exists();
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
    }
    assertThat(socket).doesNotExist();
    Listener last = Listener.at(socket, PORTS);
    Files.delete(socket);
    Files.writeString(socket, "precious");
    last.close();
    assertThat(socket).hasContent("precious");
  }

  @Test
  void removesNoFolderThatIsNotItsOwn() throws IOException {
    Path outside = folder.resolve("odeon-1234");
    SocketPlace place = new SocketPlace(outside, outside.resolve("odeon.sock"), true);
    Listener first = Listener.at(place, PORTS);
    Path moved = Files.move(outside, folder.resolve("moved"));
    try (Listener second = Listener.at(place, PORTS)) {
      first.close();
      assertThat(moved.resolve("odeon.sock")).exists();
      SocketChannel.open(UnixDomainSocketAddress.of(second.socket())).close();
    }
    assertThat(outside).doesNotExist();
  }

  @Test
  void waitsNotForEverForWhoTakesNoConnection() throws IOException {
    Path socket = folder.resolve("s");
    AtomicLong nanos = new AtomicLong();
    Clock leaping =
        new Clock() {
          @Override
          public long millis() {
            return 0;
          }

          @Override
          public long nanos() {
            return nanos.addAndGet(60_000_000_000L);
          }
        };
    Ports hasty = new Ports(leaping, PORTS.entropy(), PORTS.disk(), PORTS.threads());
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(socket), 1);
      try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket));
          SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        assertThatThrownBy(() -> Listener.at(socket, hasty))
            .isInstanceOfSatisfying(
                ServerException.class,
                e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.IN_USE))
            .hasMessageContaining("takes no connections");
      }
    }
    assertThat(socket).exists();
  }

  @Test
  void saysThatAPathIsTooLong() {
    Path deep = folder.resolve("d".repeat(100)).resolve("s");
    assertThatThrownBy(() -> Listener.at(deep, PORTS))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("is too long for a socket");
  }

  @Test
  void saysThatThereIsNoFolder() {
    assertThatThrownBy(() -> Listener.at(folder.resolve("none/s"), PORTS))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("none/s");
  }

  /** The listener's look at itself comes first. */
  private static SocketChannel accept(Listener listener) throws IOException {
    listener.accept().close();
    return listener.accept();
  }

  @Test
  void takesMembersOfItsGroupWhoeverTheyAreAndNobodyElse() throws Exception {
    assumeThat(Files.getOwner(Path.of("/proc/self")).getName()).isEqualTo("root");
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
    assumeThat(Path.of("/usr/bin/perl")).exists();
    Path open = Files.createTempDirectory("odeon-shared-");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path socket = open.resolve("s");
    try (Listener listener = Listener.at(socket, "daemon", PORTS)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
      Process member = connect(socket, "--groups=daemon");
      try (SocketChannel accepted = listener.accept()) {
        assertThat(listener.accepts(accepted)).isTrue();
      }
      assertThat(member.waitFor()).isZero();
      assertThat(connect(socket, "--clear-groups").waitFor()).isEqualTo(13);
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(open);
    }
  }

  /** A process of another user connects; it ends with 0, or with the number of the error. */
  private static Process connect(Path socket, String groups) throws IOException {
    String script =
        "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un('%s')) or exit($!+0);"
            .formatted(socket);
    return new ProcessBuilder(
            "/usr/bin/setpriv",
            "--reuid=nobody",
            "--regid=nogroup",
            groups,
            "/usr/bin/perl",
            "-e",
            script)
        .inheritIO()
        .start();
  }

  @Test
  void saysThatThereIsNoSuchGroup() {
    assertThatThrownBy(() -> Listener.at(folder.resolve("s"), "no-such-group", PORTS))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("no-such-group");
    assertThat(folder.resolve("s")).doesNotExist();
  }
}
