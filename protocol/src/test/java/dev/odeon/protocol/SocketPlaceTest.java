package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPlaceTest {
  private static final Entropy ONES = target -> java.util.Arrays.fill(target, (byte) 0x11);
  private static final Path LONG = Path.of("/" + "h".repeat(91));

  @Test
  void liesInTheHome() {
    assertThat(SocketPlace.of(Path.of("/home/ann/.odeon"), _ -> null, ONES))
        .isEqualTo(
            new SocketPlace(
                Path.of("/home/ann/.odeon/run"),
                Path.of("/home/ann/.odeon/run/odeon.sock"),
                false));
    // Where a link leads, and what lies above that, no text tells.
    assertThat(SocketPlace.of(Path.of("/home/ann/link/../x"), _ -> null, ONES).folder())
        .isEqualTo(Path.of("/home/ann/link/../x/run"));
  }

  @Test
  void namesTheLongestPathThatASocketCanHave(@TempDir Path folder) throws IOException {
    int left = SocketPlace.PATH_BYTES_MAX - folder.toString().length() - 1;
    Path longest = folder.resolve("s".repeat(left));
    assertThat(SocketPlace.fits(longest)).isTrue();
    assertThat(SocketPlace.fits(folder.resolve("s".repeat(left + 1)))).isFalse();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(longest));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(longest))) {
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @Test
  void takesTheLongestPathThatASocketCanHave() {
    // 91 letters and "/run/odeon.sock" are 107 bytes with the slash in front.
    assertThat(SocketPlace.of(LONG, _ -> null, ONES).outside()).isTrue();
    assertThat(SocketPlace.of(Path.of("/" + "h".repeat(90)), _ -> null, ONES).outside()).isFalse();
  }

  @Test
  void leavesAHomeWhosePathIsTooLongForTheFolderOfTheSession() {
    assertThat(SocketPlace.of(LONG, Map.of("XDG_RUNTIME_DIR", "/run/user/7")::get, ONES))
        .isEqualTo(place("/run/user/7/odeon-" + "11".repeat(16)));
    assertThat(SocketPlace.of(LONG, _ -> null, ONES))
        .isEqualTo(place("/tmp/odeon-" + "11".repeat(16)));
    assertThat(SocketPlace.of(LONG, Map.of("XDG_RUNTIME_DIR", "relative")::get, ONES))
        .isEqualTo(place("/tmp/odeon-" + "11".repeat(16)));
  }

  @Test
  void findsTheServerOfAHome(@TempDir Path home) {
    ServerFile file = new ServerFile(42, home.resolve("run/odeon.sock"), 1763697600000L);
    assertThat(ServerFile.read(home, Disk.system())).isEmpty();
    file.write(home, Disk.system());
    assertThat(ServerFile.read(home, Disk.system())).contains(file);
    file.remove(home, Disk.system());
    assertThat(ServerFile.read(home, Disk.system())).isEmpty();
  }

  @Test
  void findsNoServerInAFileThatIsNotOne(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("server.json"), "{\"pid\":1}");
    assertThat(ServerFile.read(home, Disk.system())).isEmpty();
    Files.writeString(home.resolve("server.json"), "");
    assertThat(ServerFile.read(home, Disk.system())).isEmpty();
  }

  private static SocketPlace place(String folder) {
    return new SocketPlace(Path.of(folder), Path.of(folder, "odeon.sock"), true);
  }
}
