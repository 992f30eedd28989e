package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.protocol.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about the socket shows is what a real server answers. */
class SocketPageIT {
  private static final Path PAGE = Path.of("..", "docs", "guide", "socket.md");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```socket\\n(.*?)^```$");
  private static final Pattern ID = Pattern.compile("\"binary_id\":\"([0-9a-f-]{36})\"");

  /** Others on each machine, or each time. */
  private static final Pattern MEASURED =
      Pattern.compile("\"(execution_time_ms|total_time_ms|fuel_consumed|size)\":\\d+");

  @TempDir private Path folder;

  @Test
  void everyExchangeGoesAsItIsShown() throws IOException {
    List<String> lines = exchanges(Files.readString(PAGE));
    assertThat(lines).hasSizeGreaterThan(16);
    Path module = new Guests(folder).module("plugin/rot13");
    try (ServerRun server = ServerRun.start(folder.resolve("home"));
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
      BufferedReader answers =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      String shownId = null;
      String id = "";
      for (String line : lines) {
        String shown = line.substring(2);
        if (shownId != null) {
          shown = shown.replace(shownId, id);
        }
        if (line.startsWith("> ")) {
          String request = shown.replace("rot13.wasm", module.toString());
          channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
          continue;
        }
        String answer = answers.readLine();
        if (shownId == null) {
          shownId = id(shown);
          id = id(answer);
          shown = shown.replace(shownId, id);
        }
        assertThat(plain(answer)).as(line).matches(pattern(plain(shown)));
      }
    }
  }

  @Test
  void everyErrorCodeIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(page).contains("`" + code.text() + "`"));
  }

  /** Requests, each with the lines that answer it. */
  private static List<String> exchanges(String page) {
    List<String> lines = FENCE.matcher(page).results().flatMap(it -> it.group(1).lines()).toList();
    assertThat(lines).allMatch(line -> line.startsWith("> ") || line.startsWith("< "));
    return lines;
  }

  private static String id(String answer) {
    Matcher found = ID.matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return found.group(1);
  }

  private static String plain(String answer) {
    return MEASURED.matcher(answer).replaceAll("\"$1\":0");
  }

  private static Pattern pattern(String shown) {
    return Pattern.compile(
        String.join(".*", List.of(shown.split("…")).stream().map(Pattern::quote).toList()));
  }
}
