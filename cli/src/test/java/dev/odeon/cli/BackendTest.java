package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.base.Version;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.runtime.Extensions;
import dev.odeon.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a command does is the same whoever carries it out. */
class BackendTest {
  private static final byte[] NOTHING = {};

  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choose() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  /** A server of the home, or nothing. */
  private AutoCloseable begin(Who who) {
    return who.begin(home);
  }

  private AutoCloseable serving(Extensions extensions, ServerConfig config) {
    return Who.serving(home, extensions, config);
  }

  private Run odeon(String... args) {
    return odeon(NOTHING, args);
  }

  private Run odeon(byte[] input, String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(input, line.toArray(String[]::new));
  }

  private String put(String content, String... more) {
    List<String> args = new ArrayList<>(List.of("store", "put", "-"));
    args.addAll(List.of(more));
    Run run = odeon(content.getBytes(StandardCharsets.UTF_8), args.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run.out().strip();
  }

  @ParameterizedTest
  @EnumSource
  void anOperationThatOnlyTestsHaveWorks(Who who) throws Exception {
    try (AutoCloseable _ = begin(who)) {
      Run run = odeon("encore", "--ask", "2", "--tenant", "blue");
      assertThat(run.out()).isEqualTo("more 1\nmore 2\nagain blue\n");
      assertThat(odeon("encore", "--ask", "1", "--json").out())
          .isEqualTo("{\"tenant\":\"default\",\"home\":\"%s\"}\n".formatted(home.toRealPath()));
      Run refused = odeon("encore", "--ask", "0");
      assertThat(refused.err()).isEqualTo("odeon: the curtain stays down\n");
      assertThat(refused.exit()).isEqualTo(Exit.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVersionOfTheServerIsToldWhereOneRuns(Who who) throws Exception {
    String own = Version.current().text();
    try (AutoCloseable _ = begin(who)) {
      Run run = odeon("version");
      assertThat(run.exit()).isEqualTo(Exit.DONE);
      assertThat(run.out())
          .startsWith("odeon   " + Version.current().product() + "\n")
          .contains(who == Who.SERVER ? "server  %s, process ".formatted(own) : "server  none\n");
      assertThat(odeon("version", "--json").out())
          .contains("\"java\":\"", who == Who.SERVER ? "\"version\":\"" + own : "\"server\":null");
    }
    assertThat(home.toFile().exists()).isEqualTo(who == Who.SERVER);
  }

  @Test
  void theVersionIsToldWhereTheServerThatIsNamedIsGone() {
    Run run = odeon("version", "--socket", folder.resolve("none").toString());
    assertThat(run.exit()).isEqualTo(Exit.DONE);
    assertThat(run.out()).contains("server  no server answers at ");
  }

  @Test
  void anOperationThatOnlyTestsHaveWorksOnTheSocketAndInTheJavaClient() throws Exception {
    Path socket = folder.resolve("s");
    try (AutoCloseable _ = serving(Extensions.none(), ServerConfig.defaults().withSocket(socket));
        Client client = Client.connect(socket, Ports.system(), ClientConfig.defaults())) {
      List<String> bows = new ArrayList<>();
      Encore.Result result = client.stream(new Encore("da capo", 3), item -> bows.add(item.bow()));
      assertThat(bows).containsExactly("da capo 1", "da capo 2", "da capo 3");
      assertThat(result.tenant()).isEqualTo("default");
      assertThat(
              talk(
                  socket,
                  "{\"type\":\"Encore\",\"id\":1,\"call\":\"a\"}\n{\"type\":\"Encore\",\"times\":-1}\n"))
          .containsExactly(
              "{\"type\":\"Encore\",\"id\":1,\"Item\":{\"bow\":\"a 1\"}}",
              "{\"type\":\"Encore\",\"id\":1,\"Ok\":{\"tenant\":\"default\",\"home\":\"%s\"}}"
                  .formatted(home.toRealPath()),
              "{\"type\":\"Encore\",\"Err\":\"field 'times' must be 0 or more, is -1\",\"code\":\"InvalidInput\"}");
    }
  }

  private static List<String> talk(Path socket, String lines) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      try (BufferedReader in =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
        // A space may come before an answer, or at the end.
        return in.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsTheLabelsOfTheStoreThatIsMeant(Who who) throws Exception {
    try (AutoCloseable _ = begin(who)) {
      put("abc", "--label", "usual");
      odeon("store", "new", "s");
      String hash = put("abc", "--label", "special", "--store", "s");
      assertThat(odeon("store", "show", hash, "--store", "s").out())
          .contains("special")
          .doesNotContain("usual");
      assertThat(odeon("store", "show", "store:usual").out()).contains("usual");
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsALabelWhoseContentIsMissing(Who who) throws Exception {
    String hash;
    try (AutoCloseable _ = begin(Who.COMMAND)) {
      hash = put("abc", "--label", "l");
    }
    Files.delete(home.resolve("store/data").resolve(hash));
    try (AutoCloseable _ = begin(who)) {
      Run run = odeon("store", "labels", "l");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains(hash).contains("missing");
      assertThat(odeon("store", "labels", "l", "--json").out())
          .isEqualTo("{\"label\":\"l\",\"hash\":\"sha256:%s\",\"size\":null}\n".formatted(hash));
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsLabelsWhileOthersAreRemoved(Who who) throws Exception {
    try (AutoCloseable _ = begin(who)) {
      put("abc", "--label", "stays");
      AtomicBoolean ended = new AtomicBoolean();
      Thread changing =
          Thread.ofPlatform()
              .start(() -> {
                while (!ended.get()) {
                  // Without a server, one of them has the home to itself.
                  odeon("store", "label", "comes", "store:stays");
                  odeon("store", "unlabel", "comes");
                }
              });
      for (int i = 0; i < 30; i++) {
        Run run = odeon("store", "labels");
        if (run.exit() == Exit.DONE) {
          assertThat(run.out()).contains("stays");
        } else {
          assertThat(run.exit()).as(run.err()).isEqualTo(Exit.IN_USE);
        }
      }
      ended.set(true);
      changing.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesATenantWhatIsAboutTheWholeHome(Who who) throws Exception {
    try (AutoCloseable _ = begin(who)) {
      put("abc");
      for (String command : List.of("size", "list", "gc")) {
        Run run = odeon("--tenant", "x", "store", command);
        assertThat(run.exit()).as(command).isEqualTo(Exit.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
            .isEqualTo(
                "odeon: this is about everything in the home: ask for it as tenant default\n");
      }
      assertThat(odeon("--tenant", "x", "status").exit()).isEqualTo(Exit.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesATenantByItsHashOnlyWhatItStored(Who who) throws Exception {
    String hash;
    try (AutoCloseable _ = begin(who)) {
      hash = put("abc");
      Run hidden = odeon("--tenant", "blue", "store", "get", hash);
      assertThat(hidden.exit()).isEqualTo(Exit.FAILED);
      assertThat(hidden.err()).contains("content " + hash + " is not in the store");
      assertThat(odeon("--tenant", "blue", "store", "label", "mine", hash).exit())
          .isEqualTo(Exit.FAILED);
      put("abc", "--tenant", "blue");
      assertThat(odeon("--tenant", "blue", "store", "get", hash).out()).isEqualTo("abc");
      assertThat(odeon("--tenant", "red", "store", "get", hash).exit()).isEqualTo(Exit.FAILED);
    }
    try (AutoCloseable _ = begin(who)) {
      // Also when whoever noted it has ended.
      assertThat(odeon("--tenant", "blue", "store", "get", hash).out()).isEqualTo("abc");
    }
  }

  @Test
  void checksAManifestAgainstTheCapabilitiesOfTheServer() throws Exception {
    Extensions shop =
        Extensions.none()
            .with(
                Capability.of("package acme:shop; interface till { pay: func(cents: u64) -> u64; }")
                    .read("pay", _ -> CapabilityFunction.Found.value(0L)));
    String manifest = guests.guest("counter", "[grants]\ntill = true").toString();
    Run refused = odeon("actor", "start", manifest);
    assertThat(refused.exit()).isEqualTo(Exit.FAILED);
    assertThat(refused.err()).contains(manifest).contains("till");
    try (AutoCloseable _ = serving(shop, ServerConfig.defaults())) {
      Run started = odeon("actor", "start", manifest);
      assertThat(started.err()).isEmpty();
      assertThat(started.out()).startsWith("counter started at block 0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsHowTheHomeIs(Who who) throws Exception {
    odeon("actor", "start", guests.sample("counter").toString());
    try (AutoCloseable _ = begin(who)) {
      Run run = odeon("status");
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains(home.toRealPath().toString(), "actors           1, 1 running", "1 block, root")
          .contains(
              who == Who.SERVER
                  ? "process " + ProcessHandle.current().pid()
                  : "server           none");
      assertThat(odeon("status", "--json").out())
          .startsWith("{\"home\":\"" + home.toRealPath())
          .contains("\"actors\":1,", "\"damaged\":[]");
    }
  }

  @Test
  void namesWhatIsDamaged() throws Exception {
    odeon("actor", "start", guests.sample("counter").toString());
    for (int i = 0; i < 3; i++) {
      odeon("actor", "message", "counter", "inc");
    }
    Path segment;
    try (Stream<Path> files = Files.list(home.resolve("log"))) {
      segment =
          files.filter(each -> each.toString().endsWith(".segment")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    for (int i = 100; i < 400; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(segment, bytes);
    Run run = odeon("status");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.out()).contains("damaged").contains(segment.getFileName().toString());
  }
}
