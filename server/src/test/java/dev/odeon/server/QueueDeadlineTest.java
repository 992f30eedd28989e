package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages whose deadline passes while others stand before them are answered, and never run. */
@Timeout(60)
class QueueDeadlineTest {
  private static final String LATE =
      "deadline exceeded before busy processed the message: send it again";

  private OpenHome home;
  private Client client;

  @BeforeEach
  void open(@TempDir Path folder) {
    home = OpenHome.at(folder);
    client = Client.connect(home.server().socket(), Ports.system(), ClientConfig.defaults());
    var _ =
        client.call(
            new ActorStart(
                "module = \"loops.wasm\"\n[limits]\ntime_ms = 3000\n",
                Bytes.wrap(SampleGuests.module("hostile/loops-in-send")),
                "busy",
                null,
                null));
    // It is busy for three seconds.
    var _ = client.call(new ActorMessage(message("slow", null), false));
  }

  @AfterEach
  void close() {
    client.close();
    home.close();
  }

  private static OutgoingMessage message(String id, @Nullable Long deadlineMillis) {
    return new OutgoingMessage("busy", Bytes.utf8("x"), id, null, deadlineMillis);
  }

  private void isLate(Request<?> request) {
    RequestException late =
        catchThrowableOfType(RequestException.class, () -> client.call(request));
    assertThat(late.code()).isEqualTo(ErrorCode.EXECUTION_TIMEOUT);
    assertThat(late.text()).isEqualTo(LATE);
  }

  private long blocks() {
    return home.actors().chains().head(Key.actor("busy")).orElseThrow().height();
  }

  @Test
  void inJava() {
    isLate(new ActorMessage(message("late", 1L), true));
    isLate(new ActorRequest(message("later", 1L)));
    assertThat(blocks()).isZero();
    while (blocks() == 0) {
      Thread.onSpinWait();
    }
    // Nothing was recorded of them: under their ids they are new.
    var _ = client.call(new ActorMessage(message("late", null), true));
    assertThat(blocks()).isEqualTo(2);
  }

  @Test
  void onTheSocket() throws IOException {
    try (Talk talk = home.talk()) {
      for (String type : new String[] {"ActorMessage", "ActorRequest"}) {
        talk.send(
            "{\"type\":\"%s\",\"actor\":\"busy\",\"body\":\"x\",\"deadline_ms\":1}\n"
                .formatted(type));
        assertThat(talk.line())
            .startsWith("{\"type\":\"%s\",\"Err\":\"%s\"".formatted(type, LATE))
            .contains("\"code\":\"ExecutionTimeout\"");
      }
    }
    assertThat(blocks()).isZero();
  }
}
