package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunResult;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.capability.OwnCapabilities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestModuleTest {
  private static final String SEND = "theater:simple/message-server-client#handle-send";
  private static final String REQUEST = "theater:simple/message-server-client#handle-request";
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofMillis(500));
  private static final Set<String> ALL =
      Set.of("runtime", "timing", "random", "message-server-host");

  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());
  private final FixedTurn turn = new FixedTurn();

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void countsInTheStateItIsGiven() {
    GuestModule counter = link("counter", Set.of("runtime"));
    HostCallBoundary boundary = live();

    RunResult<Object> result = send(counter, boundary, Bytes.ofHex("0500000000000000"), "inc");

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(result.value())
        .isEqualTo(ResultValue.ok(List.of(Optional.of(Bytes.ofHex("0600000000000000")))));
    assertThat(boundary.records()).isEmpty();
  }

  @Test
  void notesWhatTheGuestLogs() {
    GuestModule counter = link("counter", Set.of("runtime"));
    HostCallBoundary boundary = live();

    init(counter, boundary);

    assertThat(boundary.records())
        .containsExactly(new HostCallRecord.Note("theater:simple/runtime#log", "counting"));
  }

  @Test
  void leavesNotesOutWhenTheyAreNotRecorded() {
    GuestModule counter = link("counter", Set.of("runtime"));
    HostCallBoundary boundary = HostCallBoundary.live(turn, false, IntentLog.NONE);

    init(counter, boundary);

    assertThat(boundary.records()).isEmpty();
  }

  @Test
  void recordsEveryReadWithItsReplyAndRepeatsThemInReplay() {
    GuestModule dice = link("probe/dice", ALL);
    HostCallBoundary live = live();
    RunResult<Object> first = request(dice, live, null, "throw");

    HostCallBoundary replay =
        HostCallBoundary.replaying(new FixedTurn(99, "ff"), true, live.records());
    RunResult<Object> second = request(dice, replay, null, "throw");

    assertThat(live.records())
        .extracting(HostCallRecord::name)
        .containsExactly("theater:simple/random#random-bytes", "theater:simple/timing#now");
    assertThat(second).isEqualTo(first);
    assertThat(replay.records()).isEqualTo(live.records());
  }

  @Test
  void givesTimeAndRandomnessOfTheTurnAlone() {
    GuestModule dice = link("probe/dice", ALL);

    RunResult<Object> first = request(dice, live(), null, "throw");
    RunResult<Object> second =
        request(dice, HostCallBoundary.live(new FixedTurn(), true, IntentLog.NONE), null, "throw");

    assertThat(first).isEqualTo(second);
    assertThat(reply(first).slice(8, 16)).isEqualTo(Bytes.ofHex("2a00000000000000"));
  }

  @Test
  void divergesWhenTheGuestAsksForSomethingElse() {
    GuestModule dice = link("probe/dice", ALL);
    HostCallRecord other = new HostCallRecord.Note("theater:simple/runtime#log", "hello");

    assertThatThrownBy(
            () -> request(dice, HostCallBoundary.replaying(turn, true, List.of(other)), null, "x"))
        .isInstanceOfSatisfying(
            DivergedException.class,
            e -> {
              assertThat(e.index()).isZero();
              assertThat(e.expected()).isEqualTo(other);
              assertThat(e.actual().name()).isEqualTo("theater:simple/random#random-bytes");
            });
  }

  @Test
  void divergesWhenTheGuestAsksForMore() {
    GuestModule dice = link("probe/dice", ALL);

    assertThatThrownBy(
            () -> request(dice, HostCallBoundary.replaying(turn, true, List.of()), null, "x"))
        .isInstanceOfSatisfying(DivergedException.class, e -> assertThat(e.expected()).isNull());
  }

  @Test
  void postsAnAnswerThatIsWaitedFor() {
    GuestModule defers = link("probe/defers", ALL);
    turn.open.add("r-1");
    HostCallBoundary boundary = live();

    RunResult<Object> result = send(defers, boundary, Bytes.utf8("r-1"), "here you are");

    assertThat(result.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(boundary.records())
        .singleElement()
        .isInstanceOfSatisfying(
            HostCallRecord.Posted.class,
            posted -> {
              assertThat(posted.name())
                  .isEqualTo("theater:simple/message-server-host#respond-to-request");
              assertThat(posted.index()).isZero();
              assertThat(posted.withoutEffect()).isInstanceOf(HostCallRecord.HostCall.class);
            });
  }

  @Test
  void refusesAnAnswerThatNobodyWaitsFor() {
    GuestModule defers = link("probe/defers", ALL);
    HostCallBoundary boundary = live();

    send(defers, boundary, Bytes.utf8("r-1"), "here you are");

    assertThat(boundary.records())
        .singleElement()
        .isInstanceOfSatisfying(
            HostCallRecord.HostCall.class,
            call -> assertThat(call.kind()).isEqualTo(CallKind.DEFERRED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probe/dice                       | is not granted: put
          hostile/imports-unknown          | it imports env.foo, which is nothing an actor can be given
          hostile/imports-unknown-function | has only get-chain, log, shutdown
          hostile/imports-wrong-type       | is a function of type
          hostile/no-init                  | it does not export theater:simple/actor#init
          hostile/no-memory                | it does not export a memory named memory
          hostile/no-realloc               | it does not export a function named cabi_realloc
          hostile/wrong-init               | its export theater:simple/actor#init must be a function of type
          hostile/wrong-send               | its export theater:simple/message-server-client#handle-send must be
          """)
  void refusesToLinkWhatDoesNotFit(String guest, String why) {
    assertThatThrownBy(() -> link(guest, Set.of("runtime")))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "b", "c", "d", "e", "f", "g", "h", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s",
        "t"
      })
  void seesThroughEveryLie(String lie) {
    GuestModule lies = link("hostile/lies", ALL);

    Outcome outcome = request(lies, live(), null, lie).outcome();

    if ("rst".contains(lie)) {
      assertThat(outcome).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
    } else {
      assertThat(outcome).isInstanceOf(Outcome.Trapped.class);
    }
    assertThat(request(lies, live(), null, "=").outcome()).isEqualTo(Outcome.RETURNED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "realloc-out-of-range",
        "realloc-too-short",
        "realloc-traps",
        "realloc-logs",
        "post-traps",
        "post-logs"
      })
  void trapsWhenTheGuestMisbehavesWhileValuesMove(String guest) {
    GuestModule hostile = link("hostile/" + guest, ALL);

    assertThat(send(hostile, live(), null, "some words").outcome())
        .isInstanceOf(Outcome.Trapped.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c"})
  void trapsOnAnArgumentThatIsNone(String body) {
    GuestModule hostile = link("hostile/import-arguments", ALL);

    assertThat(send(hostile, live(), null, body).outcome()).isInstanceOf(Outcome.Trapped.class);
  }

  @Test
  void stopsAGuestThatLogsWithoutEnd() {
    GuestModule hostile = link("hostile/logs-too-much", ALL);
    Limits small = LIMITS.withOutputBytesMax(1 << 20).withTime(Duration.ofSeconds(60));

    Outcome outcome =
        hostile
            .call(SEND, List.of(Optional.empty(), List.of(Bytes.utf8("x"))), live(), small)
            .outcome();

    assertThat(outcome).isEqualTo(new Outcome.Exhausted(Outcome.Limit.OUTPUT));
  }

  @Test
  void trapsWhenAnExportIsMissing() {
    GuestModule echo = link("echo", ALL);

    Outcome outcome = echo.call("theater:simple/x#y", List.of(), live(), LIMITS).outcome();

    assertThat(outcome).isEqualTo(new Outcome.Trapped("missing-export", "theater:simple/x#y"));
  }

  private GuestModule link(String guest, Set<String> grants) {
    return GuestModule.link(
        engine.compile(Bytes.wrap(SampleGuests.module(guest))),
        Contract.actor(),
        Grants.whole(OwnCapabilities.all(), grants),
        OwnCapabilities.all());
  }

  private HostCallBoundary live() {
    return HostCallBoundary.live(turn, true, IntentLog.NONE);
  }

  private static RunResult<Object> init(GuestModule guest, HostCallBoundary boundary) {
    return guest.call(Contract.INIT, List.of(Optional.empty(), List.of("me")), boundary, LIMITS);
  }

  private static RunResult<Object> send(
      GuestModule guest, HostCallBoundary boundary, @Nullable Bytes state, String body) {
    return guest.call(
        SEND, List.of(Optional.ofNullable(state), List.of(Bytes.utf8(body))), boundary, LIMITS);
  }

  private static RunResult<Object> request(
      GuestModule guest, HostCallBoundary boundary, @Nullable Bytes state, String body) {
    return guest.call(
        REQUEST,
        List.of(Optional.ofNullable(state), List.of("r-0", Bytes.utf8(body))),
        boundary,
        LIMITS);
  }

  private static Bytes reply(RunResult<Object> result) {
    List<?> values = (List<?>) ((ResultValue.Ok) result.value()).value();
    return (Bytes) ((Optional<?>) ((List<?>) values.get(1)).getFirst()).orElseThrow();
  }
}
