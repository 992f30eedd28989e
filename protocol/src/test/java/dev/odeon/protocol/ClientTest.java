package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against an end that the test speaks for. */
class ClientTest {
  private static final String AA = "sha256:" + "aa".repeat(32);
  private static final String BB = "sha256:" + "bb".repeat(32);
  @TempDir private Path folder;
  private ServerSocketChannel listening;
  private Client client;
  private SocketChannel peer;
  private BufferedReader lines;

  @BeforeEach
  void connect() throws IOException {
    Path socket = folder.resolve("s");
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    client =
        Client.connect(
            socket, Ports.system(), new ClientConfig("blue", Duration.ofSeconds(20), 4, 1 << 16));
    peer = listening.accept();
    lines = new BufferedReader(Channels.newReader(peer, StandardCharsets.UTF_8));
  }

  @AfterEach
  void hangUp() throws IOException {
    client.close();
    peer.close();
    listening.close();
  }

  @Test
  void takesAnswersInAnyOrder() throws IOException {
    List<Client.Sent<ReadMetrics.Result>> sent = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      sent.add(client.send(new ReadMetrics()));
      assertThat(lines.readLine())
          .isEqualTo("{\"type\":\"Metrics\",\"id\":%d,\"tenant\":\"blue\"}".formatted(i));
    }
    answer(metrics(3) + metrics(1));
    answer(metrics(2).substring(0, 9));
    answer(metrics(2).substring(9));
    for (int i = 1; i <= 3; i++) {
      assertThat(sent.get(i - 1).result().await()).isEqualTo(new ReadMetrics.Result("of " + i));
    }
  }

  @Test
  void cancelsARequest() throws IOException {
    Client.Sent<ReadMetrics.Result> sent = client.send(new ReadMetrics());
    var cancelled = client.cancel(sent.id());
    lines.readLine();
    assertThat(lines.readLine()).startsWith("{\"type\":\"Cancel\",\"id\":1");
    answer("{\"type\":\"Cancel\",\"id\":1,\"Ok\":{\"cancelled\":true}}\n");
    answer("{\"type\":\"Metrics\",\"id\":1,\"Err\":\"gone\",\"code\":\"Cancelled\"}\n");
    assertThat(cancelled.await()).isTrue();
    assertThatThrownBy(() -> sent.result().await())
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED))
        .hasMessage("gone");
  }

  @Test
  void cancelsWhatIsNotAnsweredInTime() throws IOException {
    Path socket = folder.resolve("s");
    try (Client hasty =
            Client.connect(
                socket, Ports.system(), ClientConfig.defaults().withTimeout(Duration.ofMillis(5)));
        SocketChannel end = listening.accept()) {
      assertThatThrownBy(() -> hasty.call(execute()))
          .isInstanceOf(ClientException.class)
          .hasMessageContaining("did not answer the Execute within 5 ms: it is cancelled");
      BufferedReader read = new BufferedReader(Channels.newReader(end, StandardCharsets.UTF_8));
      read.readLine();
      assertThat(read.readLine()).isEqualTo("{\"type\":\"Cancel\",\"id\":1}");
    }
  }

  @Test
  void saysThatWhatCannotBeCancelledMayStillBeCarriedOut() throws IOException {
    try (Client hasty =
            Client.connect(
                folder.resolve("s"),
                Ports.system(),
                ClientConfig.defaults().withTimeout(Duration.ofMillis(5)));
        SocketChannel end = listening.accept()) {
      assertThatThrownBy(() -> hasty.call(new SignHead()))
          .isInstanceOf(ClientException.class)
          .hasMessageContaining("did not answer the Head within 5 ms: the server may still");
      hasty.send(new ReadMetrics());
      BufferedReader read = new BufferedReader(Channels.newReader(end, StandardCharsets.UTF_8));
      assertThat(read.readLine()).isEqualTo("{\"type\":\"Head\",\"id\":1}");
      assertThat(read.readLine()).isEqualTo("{\"type\":\"Metrics\",\"id\":2}");
    }
  }

  private static Execute execute() {
    return new Execute(new UUID(0, 1), Bytes.utf8("x"), RunConfig.NONE);
  }

  @Test
  void givesItemsAndProgressBeforeTheResult() throws Exception {
    List<String> heard = new ArrayList<>();
    Pending<StoreList.Result> result = new Pending<>(Threads.system());
    Thread caller =
        Thread.ofPlatform()
            .start(() ->
                result.complete(
                    client.stream(
                        new StoreList(),
                        item -> heard.add(item.hash()),
                        Duration.ofSeconds(20),
                        (done, total) -> heard.add(done + "/" + total))));
    assertThat(lines.readLine())
        .isEqualTo("{\"type\":\"StoreList\",\"id\":1,\"tenant\":\"blue\",\"progress\":true}");
    answer("{\"type\":\"StoreList\",\"id\":1,\"Item\":{\"hash\":\"" + AA + "\",\"size\":1}}\n");
    answer("{\"type\":\"StoreList\",\"id\":1,\"Progress\":{\"done\":1,\"total\":2}}\n");
    answer("{\"type\":\"StoreList\",\"id\":1,\"Item\":{\"hash\":\"" + BB + "\",\"size\":2}}\n");
    answer("{\"type\":\"StoreList\",\"id\":1,\"Ok\":{\"count\":2}}\n");
    caller.join();
    assertThat(result.await()).isEqualTo(new StoreList.Result(2));
    assertThat(heard).containsExactly("aa".repeat(32), "1/2", "bb".repeat(32));
  }

  @Test
  void cancelsAStreamWhoseItemsAreNotTaken() throws Exception {
    Pending<String> failure = new Pending<>(Threads.system());
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                client.stream(
                    new StoreList(),
                    _ -> {
                      throw new IllegalStateException("enough");
                    });
              } catch (IllegalStateException e) {
                failure.complete(e.getMessage());
              }
            });
    lines.readLine();
    answer("{\"type\":\"StoreList\",\"id\":1,\"Item\":{\"hash\":\"" + AA + "\",\"size\":1}}\n");
    assertThat(lines.readLine()).startsWith("{\"type\":\"Cancel\",\"id\":1");
    caller.join();
    assertThat(failure.await()).isEqualTo("enough");
  }

  @Test
  void failsWhatWaitsWhenTheServerHangsUp() throws IOException {
    Client.Sent<ReadMetrics.Result> sent = client.send(new ReadMetrics());
    peer.close();
    assertThatThrownBy(() -> sent.result().await())
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.LOST));
    assertThatThrownBy(() -> client.send(new ReadMetrics())).isInstanceOf(ClientException.class);
  }

  @Test
  void failsWhatWaitsWhenTheServerTalksNonsense() throws IOException {
    Client.Sent<ReadMetrics.Result> sent = client.send(new ReadMetrics());
    answer("HTTP/1.1 400 Bad Request\r\n");
    assertThatThrownBy(() -> sent.result().await())
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.UNREADABLE));
  }

  @Test
  void refusesToWaitForMoreThanItMay() {
    for (int i = 0; i < 4; i++) {
      client.send(new ReadMetrics());
    }
    assertThatThrownBy(() -> client.send(new ReadMetrics()))
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.BUSY));
  }

  @Test
  void saysThatThereIsNoServer() {
    assertThatThrownBy(
            () -> Client.connect(folder.resolve("none"), Ports.system(), ClientConfig.defaults()))
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.NO_SERVER))
        .hasMessageContaining("start one");
  }

  private void answer(String text) throws IOException {
    peer.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String metrics(int id) {
    return "{\"type\":\"Metrics\",\"id\":%d,\"Ok\":{\"text\":\"of %d\"}}\n".formatted(id, id);
  }
}
