package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorLogs;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Following;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.RequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log lines of actors by way of the socket, those too that no chain records. */
@Timeout(60)
class FollowLogsTest {
  private final BlockingQueue<ActorLogs.Item> seen = new LinkedBlockingQueue<>();
  private OpenHome home;
  private Client client;

  @BeforeEach
  void open(@TempDir Path folder) {
    home = OpenHome.at(folder);
    client = Client.connect(home.server().socket(), Ports.system(), ClientConfig.defaults());
    start("records", "");
    start("forgets", "[record]\nlog = false\n");
  }

  @AfterEach
  void close() {
    client.close();
    home.close();
  }

  private void start(String name, String more) {
    var _ =
        client.call(
            new ActorStart(
                "module = \"logs.wasm\"\n" + more,
                Bytes.wrap(SampleGuests.module("probe/logs")),
                name,
                null,
                null));
  }

  private void say(String name, String text) {
    var _ =
        client.call(
            new ActorMessage(new OutgoingMessage(name, Bytes.utf8(text), null, null, null), true));
  }

  private List<String> there(String name) {
    List<ActorLogs.Item> items = new ArrayList<>();
    ActorLogs.Result result = client.stream(new ActorLogs(name, null, null, false), items::add);
    assertThat(result.lines()).isEqualTo(items.size());
    return items.stream().map(ActorLogs.Item::text).toList();
  }

  @Test
  void showsLinesThatAreNotRecordedWhileTheyAreLogged() throws InterruptedException {
    try (Following _ = client.followLogs("forgets", null, seen::add)) {
      ActorLogs.Item first = null;
      while (first == null) {
        say("forgets", "hello");
        first = seen.poll(20, TimeUnit.MILLISECONDS);
      }
      assertThat(first.position()).isNull();
      assertThat(first.actor()).isEqualTo("forgets");
      assertThat(first.text()).isEqualTo("hello");
      assertThat(first.height()).isPositive();
      say("records", "of another");
      say("forgets", "the end");
      for (ActorLogs.Item next = seen.take(); !next.text().equals("the end"); next = seen.take()) {
        assertThat(next.text()).isEqualTo("hello");
      }
    }
    assertThat(there("forgets")).isEmpty();
  }

  @Test
  void goesOnAfterALineThatIsRecorded() throws InterruptedException {
    say("records", "one");
    assertThat(there("records")).containsExactly("init", "one");
    Following following = client.followLogs("records", null, seen::add);
    ActorLogs.Item two = null;
    while (two == null) {
      say("records", "two");
      two = seen.poll(20, TimeUnit.MILLISECONDS);
    }
    assertThat(two.position()).isNotNull();
    following.close();
    seen.clear();
    say("records", "three");
    try (Following _ = client.followLogs("records", two.position(), seen::add)) {
      for (ActorLogs.Item next = seen.take(); !next.text().equals("three"); next = seen.take()) {
        assertThat(next.text()).isEqualTo("two");
      }
    }
  }

  @Test
  void saysWhatIsNotThere() {
    assertThatThrownBy(() -> there("nobody"))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThatThrownBy(() -> client.stream(new ActorLogs("records", "99.0", null, false), _ -> {}))
        .hasMessageContaining("there is no position 99.0");
  }
}
