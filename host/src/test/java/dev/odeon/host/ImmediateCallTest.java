package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.component.Interface;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.Trap;
import dev.odeon.host.Border.OpenCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ImmediateCallTest {
  private static final String PAY = "acme:shop/till#pay";
  private static final Interface TILL =
      Interface.parse(
          """
          interface till {
            pay: func(cents: u64) -> result<u64, string>;
            price: func() -> u64;
          }
          """);

  /** What happened, in order. */
  private final List<String> happened = new ArrayList<>();

  private final Capabilities offered =
      new Capabilities()
          .with(
              Capability.of("acme:shop", TILL)
                  .immediate("pay", (_, key, args) -> pay(key, args))
                  .read("price", (_, _) -> CapabilityFunction.Found.value(7L)));

  private final Turn turn = new Turn();

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

  private final CapabilityFunction pay = function("till", "pay");
  private final CapabilityFunction price = function("till", "price");
  private final CapabilityFunction random = function("random", "random-bytes");
  private final CapabilityFunction respond = function("message-server-host", "respond-to-request");

  private final CapabilityFunction create = function("store", "new");
  private final CapabilityFunction label = function("store", "label");
  private final CapabilityFunction get = function("store", "get");

  private CapabilityFunction function(String of, String name) {
    return Objects.requireNonNull(offered.function(of, name));
  }

  @Test
  void isMadeBehindAnIntentThatTellsWhatCameBefore() {
    Border border = Border.live(turn, true);

    border.cross(price, List.of());
    assertThat(border.cross(pay, List.of(3L))).isEqualTo(ResultValue.ok(100L));
    border.cross(pay, List.of(4L));

    assertThat(happened)
        .containsExactly(
            "intent 1 after 1", "paid 3 as me/4/1", "intent 2 after 1", "paid 4 as me/4/2");
    assertThat(turn.intents.getFirst().request)
        .isEqualTo(Border.request(PAY, pay.type().encodeParams(List.of(3L))));
    assertThat(turn.intents.get(1).since).isEqualTo(border.crossings().subList(1, 2));
    assertThat(border.crossings().get(1))
        .isEqualTo(
            new Crossing.HostCall(
                CallKind.IMMEDIATE,
                PAY,
                pay.type().encodeParams(List.of(3L)),
                new HostReply.Value(pay.type().encodeResult(ResultValue.ok(100L)))));
  }

  @Test
  void isNotMadeInAReplay() {
    Border live = Border.live(turn, true);
    live.cross(pay, List.of(3L));
    happened.clear();

    Border replay = Border.replaying(turn, true, live.crossings());

    assertThat(replay.cross(pay, List.of(3L))).isEqualTo(ResultValue.ok(100L));
    assertThat(happened).isEmpty();
    assertThat(replay.crossings()).isEqualTo(live.crossings());
  }

  @Test
  void isMadeAgainUnderItsKeyWhereATurnWasBrokenOff() {
    Border live = Border.live(turn, true);
    live.cross(pay, List.of(3L));
    live.cross(price, List.of());
    live.cross(pay, List.of(4L));
    happened.clear();

    Border again = Border.resuming(turn, true, live.crossings().subList(0, 2), open(2, 4));
    again.cross(pay, List.of(3L));
    again.cross(price, List.of());
    assertThat(again.isBehind()).isTrue();
    assertThat(happened).isEmpty();
    again.cross(pay, List.of(4L));
    assertThat(again.isBehind()).isFalse();
    again.cross(pay, List.of(5L));

    assertThat(happened)
        .containsExactly("paid 4 as me/4/2", "intent 3 after 1", "paid 5 as me/4/3");
    assertThat(again.crossings().subList(0, 3)).isEqualTo(live.crossings());
  }

  @Test
  void divergesWhenTheTurnAsksForAnythingElseThanItIntended() {
    assertDiverges(open(0, 3), pay, 4L);
    assertDiverges(open(1, 3), pay, 3L);
    assertDiverges(open(0, 3), price);
    assertThat(happened).isEmpty();

    Border again = Border.resuming(turn, true, List.of(), open(0, 3));
    CapabilityFunction log = function("runtime", "log");
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.cross(log, List.of("hello")));
  }

  private void assertDiverges(OpenCall open, CapabilityFunction called, Object... args) {
    Border again = Border.resuming(turn, true, List.of(), open);
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.cross(called, List.of(args)));
    assertThat(again.isBehind()).isTrue();
  }

  @Test
  void goesOnWithTheRandomnessAndTheClaimsOfTheTurnThatWasBrokenOff() {
    turn.open.add("r-1");
    Border live = Border.live(turn, true);
    live.cross(random, List.of(8L));
    live.cross(respond, List.of("r-1", Bytes.utf8("yes")));
    live.cross(pay, List.of(3L));
    Object next = live.cross(random, List.of(8L));

    Turn second = new Turn();
    second.open.add("r-1");
    Border again = Border.resuming(second, true, live.crossings().subList(0, 2), open(2, 3));
    again.cross(random, List.of(8L));
    again.cross(respond, List.of("r-1", Bytes.utf8("yes")));
    again.cross(pay, List.of(3L));

    assertThat(second.open).isEmpty();
    assertThat(again.cross(random, List.of(8L))).isEqualTo(next);
  }

  @Test
  void claimsAgainWhatWasClaimedThoughNobodyWaitsForItNow() {
    turn.open.add("r-1");
    Border live = Border.live(turn, true);
    live.cross(respond, List.of("r-1", Bytes.utf8("yes")));

    Border again = Border.resuming(new Turn(), true, live.crossings(), open(1, 3));

    assertThat(again.cross(respond, List.of("r-1", Bytes.utf8("yes")))).isEqualTo(ResultValue.OK);
    again.cross(pay, List.of(3L));
    assertThat(again.crossings().getFirst()).isInstanceOf(Crossing.Posted.class);
  }

  @Test
  void decidesNotAgainWhatWasRefused() {
    Border live = Border.live(turn, true);
    Object refused = live.cross(respond, List.of("r-1", Bytes.utf8("yes")));

    Turn second = new Turn();
    second.open.add("r-1");
    Border again = Border.resuming(second, true, live.crossings(), open(1, 3));

    assertThat(again.cross(respond, List.of("r-1", Bytes.utf8("yes")))).isEqualTo(refused);
    assertThat(second.open).containsExactly("r-1");
  }

  @Test
  void drawsAgainWhatARefusedCallDrew() {
    turn.view.full = true;
    Border live = Border.live(turn, true);
    assertThat(live.cross(create, List.of())).isInstanceOf(ResultValue.Err.class);
    live.cross(pay, List.of(3L));
    Object next = live.cross(random, List.of(8L));

    Turn second = new Turn();
    Border again = Border.resuming(second, true, live.crossings().subList(0, 1), open(1, 3));
    again.cross(create, List.of());
    again.cross(pay, List.of(3L));

    assertThat(again.cross(random, List.of(8L))).isEqualTo(next);
    assertThat(second.view.stores).containsOnlyKeys("default");
  }

  @Test
  void isPutBackWhileTheStoreTakesNoChanges() {
    Border live = Border.live(turn, true);
    live.cross(create, List.of());

    Turn second = new Turn();
    second.view.full = true;
    Border again = Border.resuming(second, true, live.crossings(), open(1, 3));

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> again.cross(create, List.of()));
  }

  @Test
  void divergesWhenWhatWasAcceptedCannotBe() {
    Bytes content = Bytes.utf8("gone");
    List<Object> reference = List.of(turn.view.put(content).hex());
    Border live = Border.live(turn, true);
    live.cross(label, List.of("default", "l", reference));

    Border again = Border.resuming(new Turn(), true, live.crossings(), open(1, 3));

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> again.cross(label, List.of("default", "l", reference)));
  }

  @Test
  void isPutBackWhileContentThatItReadCannotBeRead() {
    List<Object> reference = List.of(turn.view.put(Bytes.utf8("read")).hex());
    Border live = Border.live(turn, true);
    live.cross(get, List.of("default", reference));

    Border again = Border.resuming(new Turn(), true, live.crossings(), open(1, 3));
    Border replay = Border.replaying(new Turn(), true, live.crossings());

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> again.cross(get, List.of("default", reference)));
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> replay.cross(get, List.of("default", reference)));
  }

  @Test
  void recordsAnAnswerThatIsTooLargeAsATrap() {
    turn.replyBytesMax = 3;

    assertTraps(3L, Border.OUTPUT);

    assertThat(happened).contains("paid 3 as me/4/0");
  }

  @Test
  void recordsWhatFailsOnceSomethingIsDoneOutside() {
    Capability failing =
        Capability.of("acme:shop", TILL)
            .immediate("pay", (_, _, _) -> ResultValue.ok(1L))
            .read(
                "price",
                (_, _) -> {
                  throw new AssertionError("closed");
                });
    CapabilityFunction closed =
        Objects.requireNonNull(new Capabilities().with(failing).function("till", "price"));
    Border before = Border.live(turn, true);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> before.cross(closed, List.of()))
        .withMessage("closed");
    assertThat(before.crossings()).isEmpty();

    Border live = Border.live(turn, true);
    live.cross(pay, List.of(3L));
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> live.cross(closed, List.of()))
        .withMessage("failed in acme:shop/till#price");

    Border replay = Border.replaying(turn, true, live.crossings());
    replay.cross(pay, List.of(3L));
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.cross(closed, List.of()))
        .withMessage("failed in acme:shop/till#price");
  }

  @Test
  void drawsAndClaimsAndIntendsNothingInItsBody() {
    List<Runnable> forbidden = new ArrayList<>();
    Capability reaching =
        Capability.of("acme:shop", TILL)
            .immediate(
                "pay",
                (seen, _, _) -> {
                  forbidden.add(seen::random);
                  forbidden.add(() -> seen.claimRequest("r-1"));
                  forbidden.add(() -> seen.intend(7, Hash.ZERO, List.of()));
                  return ResultValue.ok(1L);
                })
            .read("price", (_, _) -> CapabilityFunction.Found.value(7L));
    CapabilityFunction reach =
        Objects.requireNonNull(new Capabilities().with(reaching).function("till", "pay"));

    Border.live(turn, true).cross(reach, List.of(3L));

    assertThat(forbidden)
        .hasSize(3)
        .allSatisfy(
            call -> assertThatExceptionOfType(IllegalStateException.class).isThrownBy(call::run));
  }

  @Test
  void recordsATrapOfItsBodyAndRepeatsItInAReplay() {
    assertTraps(13L, "denied");
    assertTraps(14L, Border.FAILED);
    assertTraps(16L, Border.FAILED);
  }

  private void assertTraps(long cents, String kind) {
    Border live = Border.live(turn, true);
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> live.cross(pay, List.of(cents)))
        .withMessage(kind + " in " + PAY);
    Border replay = Border.replaying(turn, true, live.crossings());
    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.cross(pay, List.of(cents)))
        .withMessage(kind + " in " + PAY);
    assertThat(replay.crossings()).isEqualTo(live.crossings()).hasSize(1);
  }

  @Test
  void recordsATrapOfAReadToo() {
    Capability refusing =
        Capability.of("acme:shop", TILL)
            .immediate("pay", (_, _, _) -> ResultValue.ok(1L))
            .read(
                "price",
                (_, _) -> {
                  throw new Trap("denied", "the price");
                });
    CapabilityFunction denied =
        Objects.requireNonNull(new Capabilities().with(refusing).function("till", "price"));
    Border live = Border.live(turn, true);
    assertThatExceptionOfType(Trap.class).isThrownBy(() -> live.cross(denied, List.of()));

    Border replay = Border.replaying(turn, true, live.crossings());

    assertThatExceptionOfType(Trap.class)
        .isThrownBy(() -> replay.cross(denied, List.of()))
        .withMessage("denied in acme:shop/till#price");
  }

  @Test
  void doesNotMindAReadThatFailsWhenATurnRunsAgain() {
    List<Integer> asked = new ArrayList<>();
    Capability moody =
        Capability.of("acme:shop", TILL)
            .immediate("pay", (_, key, args) -> pay(key, args))
            .read(
                "price",
                (_, _) -> {
                  asked.add(1);
                  throw new IllegalStateException("closed");
                });
    CapabilityFunction closed =
        Objects.requireNonNull(new Capabilities().with(moody).function("till", "price"));
    Border live = Border.live(turn, true);
    live.cross(price, List.of());

    Border again = Border.resuming(turn, true, live.crossings(), open(1, 3));

    assertThat(again.cross(closed, List.of())).isEqualTo(7L);
    assertThat(asked).hasSize(1);
    again.cross(pay, List.of(3L));
    assertThat(happened).containsExactly("paid 3 as me/4/1");
  }

  @Test
  void recordsNothingOfABodyThatIsOverloaded() {
    Border live = Border.live(turn, true);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> live.cross(pay, List.of(15L)));

    assertThat(live.crossings()).isEmpty();
  }

  @Test
  void isOfferedOnlyWholeAndUnderANameOfItsOwn() {
    Capability half = Capability.of("acme:shop", TILL).read("price", (_, _) -> null);
    assertRefused(half, "nothing says what pay of till does");
    assertRefused(Capability.of("theater:simple", TILL), "theater:simple is not yours");
    Interface random = Interface.parse("interface random { }");
    assertRefused(Capability.of("acme:shop", random), "there is a capability random already");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Capability.of("acme", TILL))
        .withMessageContaining("is not a name of a package");
    assertThat(offered.names()).contains("till", "random");
    assertThat(new Capabilities().names()).doesNotContain("till");
  }

  private static void assertRefused(Capability added, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Capabilities().with(added))
        .withMessageContaining(why);
  }

  private OpenCall open(int index, long cents) {
    WitFunction type = pay.type();
    return new OpenCall(index, Border.request(PAY, type.encodeParams(List.of(cents))));
  }

  /** A turn that notes its intents. */
  private final class Turn implements TurnContext {
    record Intent(Hash request, List<Crossing> since) {}

    final List<Intent> intents = new ArrayList<>();
    final List<String> open = new ArrayList<>();
    final MemoryView view = new MemoryView();
    long replyBytesMax = 1 << 20;
    private final GrantedStore store = new GrantedStore(StoreGrant.ALL, view, 1 << 20);
    private final RandomStream random = new RandomStream(Bytes.ofHex("00".repeat(16)));

    @Override
    public void intend(int callIndex, Hash request, List<Crossing> since) {
      happened.add("intent %d after %d".formatted(callIndex, since.size()));
      intents.add(new Intent(request, since));
    }

    @Override
    public long timeMillis() {
      return 0;
    }

    @Override
    public RandomStream random() {
      return random;
    }

    @Override
    public boolean claimRequest(String requestId) {
      return open.remove(requestId);
    }

    @Override
    public Key self() {
      return Key.actor("me");
    }

    @Override
    public long height() {
      return 4;
    }

    @Override
    public long durableHeight() {
      return 3;
    }

    @Override
    public long replyBytesMax() {
      return replyBytesMax;
    }

    @Override
    public List<PastEvent> events(long height, int countMax, long bytesMax) {
      return List.of();
    }

    @Override
    public GrantedStore store() {
      return store;
    }
  }
}
