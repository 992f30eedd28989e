package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.Trap;
import dev.odeon.host.HostCallBoundary.OpenCall;
import dev.odeon.host.capability.OwnCapabilities;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImmediateCallTest {
  private static final String PAY = "acme:shop/till#pay";
  private static final String TILL =
      """
      package acme:shop;
      interface till {
        pay: func(cents: u64) -> result<u64, string>;
        price: func() -> u64;
      }
      """;

  /** What happened, in order. */
  private final List<String> happened = new ArrayList<>();

  private final Capabilities offered =
      OwnCapabilities.all()
          .with(
              Capability.of(TILL)
                  .immediate("pay", (call, key) -> pay(key, call.args()))
                  .read("price", _ -> CapabilityFunction.Found.value(7L)));

  private final FixedTurn turn = new FixedTurn();
  private final List<Intended> intents = new ArrayList<>();

  private Object pay(String key, List<Object> args) {
    happened.add("paid " + args.getFirst() + " as " + key);
    return switch ((int) (long) args.getFirst()) {
      case 13 -> throw new Trap("denied", "the till");
      case 14 -> throw new IllegalStateException("the till is broken");
      case 16 -> throw new StackOverflowError();
      case 15 -> throw new OverloadedException("a queue");
      default -> ResultValue.ok(100L);
    };
  }

  private final GrantedFunction<?> pay = function("till", "pay");
  private final GrantedFunction<?> price = function("till", "price");
  private final GrantedFunction<?> random = function("random", "random-bytes");
  private final GrantedFunction<?> respond = function("message-server-host", "respond-to-request");

  private final GrantedFunction<?> create = function("store", "new");
  private final GrantedFunction<?> label = function("store", "label");
  private final GrantedFunction<?> get = function("store", "get");

  private GrantedFunction<?> function(String of, String name) {
    return FixedTurn.function(offered, of, name, FixedTurn.whole());
  }

  @Test
  void isMadeBehindAnIntentThatTellsWhatCameBefore() {
    HostCallBoundary boundary = HostCallBoundary.live(turn, true, this::intend);

    boundary.call(price, List.of());
    assertThat(boundary.call(pay, List.of(3L))).isEqualTo(ResultValue.ok(100L));
    boundary.call(pay, List.of(4L));

    assertThat(happened)
        .containsExactly(
            "intent 1 after 1", "paid 3 as me/4/1", "intent 2 after 1", "paid 4 as me/4/2");
    assertThat(intents.getFirst().request)
        .isEqualTo(HostCallBoundary.request(PAY, pay.type().encodeParams(List.of(3L))));
    assertThat(intents.get(1).since).isEqualTo(boundary.records().subList(1, 2));
    assertThat(boundary.records().get(1))
        .isEqualTo(
            new HostCallRecord.HostCall(
                CallKind.IMMEDIATE,
                PAY,
                pay.type().encodeParams(List.of(3L)),
                new HostReply.Value(pay.type().encodeResult(ResultValue.ok(100L)))));
  }

  @Test
  void isNotMadeInAReplay() {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(pay, List.of(3L));
    happened.clear();

    HostCallBoundary replay = HostCallBoundary.replaying(turn, true, live.records());

    assertThat(replay.call(pay, List.of(3L))).isEqualTo(ResultValue.ok(100L));
    assertThat(happened).isEmpty();
    assertThat(replay.records()).isEqualTo(live.records());
  }

  @Test
  void isMadeAgainUnderItsKeyWhereATurnWasBrokenOff() {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(pay, List.of(3L));
    live.call(price, List.of());
    live.call(pay, List.of(4L));
    happened.clear();

    ResumingBoundary again =
        HostCallBoundary.resuming(
            turn, true, this::intend, live.records().subList(0, 2), open(2, 4));
    again.call(pay, List.of(3L));
    again.call(price, List.of());
    assertThat(again.isBehind()).isTrue();
    assertThat(happened).isEmpty();
    again.call(pay, List.of(4L));
    assertThat(again.isBehind()).isFalse();
    again.call(pay, List.of(5L));

    assertThat(happened)
        .containsExactly("paid 4 as me/4/2", "intent 3 after 1", "paid 5 as me/4/3");
    assertThat(again.records().subList(0, 3)).isEqualTo(live.records());
  }

  @Test
  void divergesWhenTheTurnAsksForAnythingElseThanItIntended() {
    assertDiverges(open(0, 3), pay, 4L);
    assertDiverges(open(1, 3), pay, 3L);
    assertDiverges(open(0, 3), price);
    assertThat(happened).isEmpty();

    ResumingBoundary again =
        HostCallBoundary.resuming(turn, true, this::intend, List.of(), open(0, 3));
    GrantedFunction<?> log = function("runtime", "log");
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.call(log, List.of("hello")));
  }

  private void assertDiverges(OpenCall open, GrantedFunction<?> called, Object... args) {
    ResumingBoundary again = HostCallBoundary.resuming(turn, true, this::intend, List.of(), open);
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.call(called, List.of(args)));
    assertThat(again.isBehind()).isTrue();
  }

  @Test
  void goesOnWithTheRandomnessAndTheClaimsOfTheTurnThatWasBrokenOff() {
    turn.open.add("r-1");
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(random, List.of(8L));
    live.call(respond, List.of("r-1", Bytes.utf8("yes")));
    live.call(pay, List.of(3L));
    Object next = live.call(random, List.of(8L));

    FixedTurn second = new FixedTurn();
    second.open.add("r-1");
    ResumingBoundary again =
        HostCallBoundary.resuming(
            second, true, this::intend, live.records().subList(0, 2), open(2, 3));
    again.call(random, List.of(8L));
    again.call(respond, List.of("r-1", Bytes.utf8("yes")));
    again.call(pay, List.of(3L));

    assertThat(second.open).isEmpty();
    assertThat(again.call(random, List.of(8L))).isEqualTo(next);
  }

  @Test
  void claimsAgainWhatWasClaimedThoughNobodyWaitsForItNow() {
    turn.open.add("r-1");
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(respond, List.of("r-1", Bytes.utf8("yes")));

    ResumingBoundary again =
        HostCallBoundary.resuming(new FixedTurn(), true, this::intend, live.records(), open(1, 3));

    assertThat(again.call(respond, List.of("r-1", Bytes.utf8("yes")))).isEqualTo(ResultValue.OK);
    again.call(pay, List.of(3L));
    assertThat(again.records().getFirst()).isInstanceOf(HostCallRecord.Posted.class);
  }

  @Test
  void decidesNotAgainWhatWasRefused() {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    Object refused = live.call(respond, List.of("r-1", Bytes.utf8("yes")));

    FixedTurn second = new FixedTurn();
    second.open.add("r-1");
    ResumingBoundary again =
        HostCallBoundary.resuming(second, true, this::intend, live.records(), open(1, 3));

    assertThat(again.call(respond, List.of("r-1", Bytes.utf8("yes")))).isEqualTo(refused);
    assertThat(second.open).containsExactly("r-1");
  }

  @Test
  void drawsAgainWhatARefusedCallDrew() {
    turn.view.full = true;
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    assertThat(live.call(create, List.of())).isInstanceOf(ResultValue.Err.class);
    live.call(pay, List.of(3L));
    Object next = live.call(random, List.of(8L));

    FixedTurn second = new FixedTurn();
    ResumingBoundary again =
        HostCallBoundary.resuming(
            second, true, this::intend, live.records().subList(0, 1), open(1, 3));
    again.call(create, List.of());
    again.call(pay, List.of(3L));

    assertThat(again.call(random, List.of(8L))).isEqualTo(next);
    assertThat(second.view.stores).containsOnlyKeys("default");
  }

  @Test
  void isPutBackWhileTheStoreTakesNoChanges() {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(create, List.of());

    FixedTurn second = new FixedTurn();
    second.view.full = true;
    ResumingBoundary again =
        HostCallBoundary.resuming(second, true, this::intend, live.records(), open(1, 3));

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> again.call(create, List.of()));
  }

  @Test
  void divergesWhenWhatWasAcceptedCannotBe() {
    Bytes content = Bytes.utf8("gone");
    List<Object> reference = List.of(turn.view.put(content).hex());
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(label, List.of("default", "l", reference));

    ResumingBoundary again =
        HostCallBoundary.resuming(new FixedTurn(), true, this::intend, live.records(), open(1, 3));

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.call(label, List.of("default", "l", reference)));
  }

  @Test
  void isPutBackWhileContentThatItReadCannotBeRead() {
    List<Object> reference = List.of(turn.view.put(Bytes.utf8("read")).hex());
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(get, List.of("default", reference));

    ResumingBoundary again =
        HostCallBoundary.resuming(new FixedTurn(), true, this::intend, live.records(), open(1, 3));
    HostCallBoundary replay = HostCallBoundary.replaying(new FixedTurn(), true, live.records());

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> again.call(get, List.of("default", reference)));
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> replay.call(get, List.of("default", reference)));
  }

  @Test
  void recordsAnAnswerThatIsTooLargeAsATrap() {
    turn.outputBytesMax = 3;

    assertTraps(3L, HostCallBoundary.OUTPUT);

    assertThat(happened).contains("paid 3 as me/4/0");
  }

  @Test
  void recordsWhatFailsOnceSomethingIsDoneOutside() {
    Capability<?> failing =
        Capability.of(TILL)
            .immediate("pay", (_, _) -> ResultValue.ok(1L))
            .read(
                "price",
                _ -> {
                  throw new AssertionError("closed");
                });
    GrantedFunction<?> closed =
        FixedTurn.function(OwnCapabilities.all().with(failing), "till", "price", FixedTurn.whole());
    HostCallBoundary before = HostCallBoundary.live(turn, true, this::intend);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> before.call(closed, List.of()))
        .withMessage("closed");
    assertThat(before.records()).isEmpty();

    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(pay, List.of(3L));
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> live.call(closed, List.of()))
        .withMessage("failed in acme:shop/till#price");

    HostCallBoundary replay = HostCallBoundary.replaying(turn, true, live.records());
    replay.call(pay, List.of(3L));
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.call(closed, List.of()))
        .withMessage("failed in acme:shop/till#price");
  }

  @Test
  void drawsNoRandomnessInItsBody() {
    Capability<?> reaching =
        Capability.of(TILL)
            .immediate(
                "pay",
                (call, _) -> {
                  assertThatExceptionOfType(IllegalStateException.class).isThrownBy(call::random);
                  return ResultValue.ok(1L);
                })
            .read("price", _ -> CapabilityFunction.Found.value(7L));
    GrantedFunction<?> reach =
        FixedTurn.function(OwnCapabilities.all().with(reaching), "till", "pay", FixedTurn.whole());

    assertThat(HostCallBoundary.live(turn, true, this::intend).call(reach, List.of(3L)))
        .isEqualTo(ResultValue.ok(1L));
  }

  @Test
  void recordsATrapOfItsBodyAndRepeatsItInAReplay() {
    assertTraps(13L, "denied");
    assertTraps(14L, HostCallBoundary.FAILED);
    assertTraps(16L, HostCallBoundary.FAILED);
  }

  private void assertTraps(long cents, String kind) {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> live.call(pay, List.of(cents)))
        .withMessage(kind + " in " + PAY);
    HostCallBoundary replay = HostCallBoundary.replaying(turn, true, live.records());
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.call(pay, List.of(cents)))
        .withMessage(kind + " in " + PAY);
    assertThat(replay.records()).isEqualTo(live.records()).hasSize(1);
  }

  @Test
  void recordsATrapOfAReadToo() {
    Capability<?> refusing =
        Capability.of(TILL)
            .immediate("pay", (_, _) -> ResultValue.ok(1L))
            .read(
                "price",
                _ -> {
                  throw new Trap("denied", "the price");
                });
    GrantedFunction<?> denied =
        FixedTurn.function(
            OwnCapabilities.all().with(refusing), "till", "price", FixedTurn.whole());
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    assertThatExceptionOfType(Trap.class).isThrownBy(() -> live.call(denied, List.of()));

    HostCallBoundary replay = HostCallBoundary.replaying(turn, true, live.records());

    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.call(denied, List.of()))
        .withMessage("denied in acme:shop/till#price");
  }

  @Test
  void doesNotMindAReadThatFailsWhenATurnRunsAgain() {
    List<Integer> asked = new ArrayList<>();
    Capability<?> moody =
        Capability.of(TILL)
            .immediate("pay", (call, key) -> pay(key, call.args()))
            .read(
                "price",
                _ -> {
                  asked.add(1);
                  throw new IllegalStateException("closed");
                });
    GrantedFunction<?> closed =
        FixedTurn.function(OwnCapabilities.all().with(moody), "till", "price", FixedTurn.whole());
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);
    live.call(price, List.of());

    ResumingBoundary again =
        HostCallBoundary.resuming(turn, true, this::intend, live.records(), open(1, 3));

    assertThat(again.call(closed, List.of())).isEqualTo(7L);
    assertThat(asked).hasSize(1);
    again.call(pay, List.of(3L));
    assertThat(happened).containsExactly("paid 3 as me/4/1");
  }

  @Test
  void recordsNothingOfABodyThatIsOverloaded() {
    HostCallBoundary live = HostCallBoundary.live(turn, true, this::intend);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> live.call(pay, List.of(15L)));

    assertThat(live.records()).isEmpty();
  }

  @Test
  void isOfferedOnlyWholeAndUnderANameOfItsOwn() {
    Capability<?> half = Capability.of(TILL).read("price", _ -> null);
    assertRefused(half, "nothing says what pay of till does");
    assertRefused(
        Capability.of(TILL.replace("acme:shop", "theater:simple")), "theater:simple is not yours");
    assertRefused(
        Capability.of("package acme:shop; interface random { }"),
        "there is a capability random already");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Capability.of("interface random { }"))
        .withMessageContaining("no package is named");
    assertThat(offered.names()).contains("till", "random");
    assertThat(OwnCapabilities.all().names()).doesNotContain("till");
  }

  private static void assertRefused(Capability<?> added, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> OwnCapabilities.all().with(added))
        .withMessageContaining(why);
  }

  private OpenCall open(int index, long cents) {
    WitFunction type = pay.type();
    return new OpenCall(index, HostCallBoundary.request(PAY, type.encodeParams(List.of(cents))));
  }

  /** What was intended. */
  private record Intended(Hash request, List<HostCallRecord> since) {}

  private void intend(int callIndex, Hash request, List<HostCallRecord> since) {
    happened.add("intent %d after %d".formatted(callIndex, since.size()));
    intents.add(new Intended(request, since));
  }
}
