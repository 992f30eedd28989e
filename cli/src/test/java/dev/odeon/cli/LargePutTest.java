package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.cli.main.Odeon;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.Server;
import dev.odeon.server.ServerConfig;
import dev.odeon.service.ModuleFiles;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input of any size is stored as it comes, by a server and by the command itself. */
class LargePutTest {
  @TempDir private Path home;

  private AutoCloseable serving() {
    Actors actors = Actors.open(home, Ports.system(), Settings.defaults());
    Execution execution = Execution.open(actors, ExecutionConfig.defaults());
    ServerConfig config = ServerConfig.defaults().withFiles(new ModuleFiles.Nowhere());
    Server server = Server.start(config, actors, execution, Server.meters());
    return () -> {
      server.close();
      execution.close();
      actors.close();
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storesAStreamThatIsLongerThanALine(boolean served) throws Exception {
    long size = 130L << 20;
    try (AutoCloseable _ = served ? serving() : () -> {}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(
              new Pattern(size),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              new Environment(Path.of("no-home"), false));
      Exit exit = Odeon.run(console, "--home", home.toString(), "store", "put", "-");
      assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
      assertThat(exit).isEqualTo(Exit.DONE);
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      try (InputStream all = new Pattern(size)) {
        byte[] piece = new byte[1 << 20];
        for (int read = all.read(piece); read >= 0; read = all.read(piece)) {
          digest.update(piece, 0, read);
        }
      }
      assertThat(out.toString(StandardCharsets.UTF_8).strip())
          .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** Bytes that repeat with a period of their own. */
  private static final class Pattern extends InputStream {
    private static final byte[] PERIOD = period();
    private final long size;
    private long at;

    Pattern(long size) {
      this.size = size;
    }

    private static byte[] period() {
      byte[] bytes = new byte[1_000_003];
      new java.util.Random(1).nextBytes(bytes);
      return bytes;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == size) {
        return -1;
      }
      int from = (int) (at % PERIOD.length);
      int count = (int) Math.min(Math.min(length, PERIOD.length - from), size - at);
      System.arraycopy(PERIOD, from, target, offset, count);
      at += count;
      return count;
    }
  }
}
