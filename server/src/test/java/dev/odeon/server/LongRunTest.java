package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client can do while something takes long; and how the server stops. */
@Timeout(60)
class LongRunTest {
  @TempDir private Path folder = Path.of("");
  private OpenHome home;
  private UUID endless;
  private UUID upper;

  @BeforeEach
  void open() {
    home =
        OpenHome.at(
            folder, ServerConfig.defaults().withDrain(Duration.ofSeconds(2)), config -> config);
    endless = home.load("endless");
    upper = home.load("uppercase");
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void takesBackWhatRuns() throws IOException {
    try (Talk talk = home.talk()) {
      long begun = System.nanoTime();
      talk.send(endless(7) + "\n");
      // It has run for a while: a helper reads by now.
      assertThat(waitsFor(Duration.ofMillis(30))).isTrue();
      talk.send("{\"type\":\"Cancel\",\"id\":7}\n");
      assertThat(talk.line())
          .startsWith("{\"type\":\"Execute\",\"id\":7,\"Err\":\"")
          .contains("\"code\":\"Cancelled\"");
      assertThat(talk.line())
          .isEqualTo("{\"type\":\"Cancel\",\"id\":7,\"Ok\":{\"cancelled\":true}}");
      assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(4).toNanos());
      assertServed(talk);
    }
  }

  @Test
  void takesBackWhatItReadTogetherWithTheCancel() throws IOException {
    try (Talk talk = home.talk()) {
      for (int i = 0; i < 20; i++) {
        talk.send(
            endless(i)
                + "\n{\"type\":\"Cancel\",\"id\":"
                + i
                + "}\n"
                + OpenHome.execute(upper, "x")
                + "\n");
        assertThat(talk.line()).contains("\"id\":" + i + ",", "\"code\":\"Cancelled\"");
        assertThat(talk.line()).contains("\"cancelled\":true");
        assertThat(talk.line()).contains("\"output\":\"X\"");
      }
    }
  }

  @Test
  void takesBackWhatHasNotBegun() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(
          endless(1)
              + "\n"
              + endless(2)
              + "\n{\"type\":\"Cancel\",\"id\":2}\n{\"type\":\"Cancel\",\"id\":1}\n");
      assertThat(talk.line()).contains("\"id\":1,", "\"code\":\"Cancelled\"");
      assertThat(talk.line()).contains("\"id\":2,", "\"code\":\"Cancelled\"");
      assertThat(talk.line()).contains("\"id\":2,", "\"cancelled\":true");
      assertThat(talk.line()).contains("\"id\":1,", "\"cancelled\":true");
      assertServed(talk);
    }
  }

  @Test
  void answersWhatCameDuringALongRunInItsOrder() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(endless("\"timeout_ms\":100") + "\n");
      for (int i = 0; i < 50; i++) {
        talk.send(OpenHome.execute(upper, "n" + i) + "\n");
        assertThat(waitsFor(Duration.ofMillis(1))).isTrue();
      }
      assertThat(talk.line()).startsWith("{\"type\":\"Execute\",\"Err\":\"plug-in ");
      for (int i = 0; i < 50; i++) {
        assertThat(talk.line()).contains("\"output\":\"N" + i + "\"");
      }
    }
  }

  @Test
  void writesWhatIsAnsweredWhileTheNextTakesLong() throws IOException {
    try (Talk talk = home.talk()) {
      long begun = System.nanoTime();
      talk.send(OpenHome.execute(upper, "quick") + "\n" + endless("\"timeout_ms\":3000") + "\n");
      assertThat(talk.line()).contains("\"output\":\"QUICK\"");
      assertThat(System.nanoTime() - begun).isLessThan(Duration.ofMillis(2500).toNanos());
    }
  }

  @Test
  void takesBackWhatAClientThatWentAwayAskedFor() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Talk talk = home.talk()) {
        talk.send(endless(i) + "\n" + endless(i + 100) + "\n");
        assertThat(waitsFor(Duration.ofMillis(10))).isTrue();
      }
    }
    // Far sooner than the 5 s that each of the ten would have run for.
    home.assertConnections(0, Duration.ofSeconds(4));
  }

  @Test
  void answersWhoSendsNoMoreAndStillReads() throws IOException {
    try (Talk talk = home.talk()) {
      talk.send(endless("\"timeout_ms\":700") + "\n");
      talk.sayNoMore();
      assertThat(talk.line().strip()).startsWith("{\"type\":\"Execute\",\"Err\":\"plug-in ");
      assertThat(talk.isOver()).isTrue();
    }
  }

  @Test
  void letsRequestsWithIdsPassOneThatWaitsForTheDisk() throws IOException {
    UUID counter = home.load("counter");
    try (Talk talk = home.talk()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        lines.append(OpenHome.execute(counter, "").replace("{", "{\"id\":" + i + ",")).append('\n');
      }
      talk.send(lines.toString());
      List<String> outputs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        outputs.add(talk.line().replaceAll(".*\"output\":\"([^\"]*)\".*", "$1"));
      }
      assertThat(outputs.stream().distinct()).hasSize(40);
    }
  }

  @Test
  void refusesMoreInFlightThanOneClientMayHave() throws IOException {
    UUID counter = home.load("counter");
    try (Talk talk = home.talk()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        lines.append(OpenHome.execute(counter, "").replace("{", "{\"id\":" + i + ",")).append('\n');
      }
      talk.send(lines.toString());
      int refused = 0;
      for (int i = 0; i < 500; i++) {
        String line = talk.line();
        refused += line.contains("\"code\":\"Overloaded\"") ? 1 : 0;
        assertThat(line).containsPattern("\"Ok\"|Overloaded");
      }
      assertThat(refused).isPositive().isLessThan(440);
    }
  }

  @Test
  void stopsOnceWhatIsUnderWayIsAnswered() throws Exception {
    try (Talk busy = home.talk();
        Talk idle = home.talk()) {
      assertServed(idle);
      busy.send(endless("\"timeout_ms\":400") + "\n" + OpenHome.execute(upper, "last") + "\n");
      assertThat(waitsFor(Duration.ofMillis(50))).isTrue();
      Thread stopping = Thread.ofPlatform().start(home.server()::close);
      assertThat(idle.isOver()).isTrue();
      assertThat(busy.line()).contains("\"Err\"");
      assertThat(busy.line()).contains("\"output\":\"LAST\"");
      assertThat(busy.isOver()).isTrue();
      stopping.join(Duration.ofSeconds(5));
      assertThat(stopping.isAlive()).isFalse();
    }
  }

  @Test
  void cutsWhatDoesNotEndInTime() {
    long begun = System.nanoTime();
    try (Talk busy = home.talk()) {
      busy.send(endless(1) + "\n");
      assertThat(waitsFor(Duration.ofMillis(30))).isTrue();
      home.server().close();
      assertThat(System.nanoTime() - begun).isLessThan(Duration.ofMillis(4500).toNanos());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String endless(int id) {
    return OpenHome.execute(endless, "").replace("{", "{\"id\":" + id + ",");
  }

  private String endless(String config) {
    return OpenHome.execute(endless, "").replace("{", "{\"config\":{" + config + "},");
  }

  private void assertServed(Talk talk) throws IOException {
    assertThat(talk.ask(OpenHome.execute(upper, "yes"))).contains("\"output\":\"YES\"");
  }

  /** Lets real time pass: what is tested here is what happens after some of it. */
  private static boolean waitsFor(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      java.util.concurrent.locks.LockSupport.parkNanos(100_000);
    }
    return true;
  }
}
