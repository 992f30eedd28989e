package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.component.ResultValue;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class GrantedStoreTest {
  private static final String STORE = "default";
  private static final Bytes HELLO = Bytes.utf8("hello");
  private static final Bytes BYE = Bytes.utf8("bye");
  private static final Object MISSING = reference(Bytes.utf8("nobody has it"));

  private final Capabilities capabilities = OwnCapabilities.all();
  private final FixedTurn turn = new FixedTurn();
  private final MemoryView view = turn.view;
  private GrantTable narrowed = FixedTurn.whole();
  private HostCallBoundary boundary = HostCallBoundary.live(turn, true, IntentLog.NONE);

  GrantedStoreTest() {
    turn.outputBytesMax = 1_000;
  }

  // Content.

  @Test
  void hasAllFunctionsOfTheContract() {
    assertThat(
            new TreeSet<>(Objects.requireNonNull(capabilities.find("store")).functions().keySet()))
        .containsExactly(
            "calculate-total-size",
            "exists",
            "get",
            "get-by-label",
            "label",
            "list-all-content",
            "list-labels",
            "new",
            "remove-from-label",
            "remove-label",
            "replace-at-label",
            "replace-content-at-label",
            "store",
            "store-at-label");
  }

  @Test
  void storesAndGetsAndRecordsOnlyTheHashOfWhatItGot() {
    assertThat(ok("store", STORE, HELLO)).isEqualTo(reference(HELLO));
    assertThat(ok("get", STORE, reference(HELLO))).isEqualTo(HELLO);
    assertThat(ok("exists", STORE, reference(HELLO))).isEqualTo(true);
    assertThat(ok("exists", STORE, MISSING)).isEqualTo(false);

    Bytes encoded = function("get").type().encodeResult(ResultValue.ok(HELLO));
    assertThat(boundary.records().get(1))
        .isInstanceOfSatisfying(
            HostCallRecord.HostCall.class,
            call -> {
              assertThat(call.kind()).isEqualTo(CallKind.READ);
              assertThat(call.reply())
                  .isEqualTo(new HostReply.Stored(null, null, Hash.of(encoded), encoded.size()));
            });
  }

  @Test
  void namesWhatIsMissingOrNoHash() {
    refused("get", STORE, MISSING).contains("is not in the store");
    refused("get", STORE, List.of("ABC")).contains("'ABC'").contains("64 lower-case hex digits");
    refused("exists", STORE, List.of("00")).contains("64 lower-case hex digits");
    refused("label", STORE, "a", MISSING).contains("put it first");
    refused("replace-at-label", STORE, "a", MISSING).contains("put it first");
  }

  @Test
  void givesNothingLargerThanAReply() {
    view.put(Bytes.wrap(new byte[1_001]));

    refused("get", STORE, reference(Bytes.wrap(new byte[1_001])))
        .contains("has 1001 bytes, more than the 1000 of a reply");
    for (int i = 0; i < 15; i++) {
      view.put(Bytes.utf8("content " + i));
    }
    refused("list-all-content", STORE).contains("more than the 1000 bytes of a reply");
    for (int i = 0; i < 10; i++) {
      ok("store-at-label", STORE, "label-" + i + "x".repeat(100), HELLO);
    }
    refused("list-labels", STORE).contains("more than the 1000 bytes of a reply");
  }

  @Test
  void listsAndSumsAllContent() {
    ok("store", STORE, HELLO);
    ok("store", STORE, BYE);

    assertThat((List<?>) ok("list-all-content", STORE))
        .isEqualTo(
            List.of(reference(BYE), reference(HELLO)).stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList());
    assertThat(ok("calculate-total-size", STORE)).isEqualTo(8L);
  }

  // Labels.

  @Test
  void labelsAndAnswersTheNewest() {
    ok("store", STORE, HELLO);
    ok("store", STORE, BYE);
    assertThat(ok("get-by-label", STORE, "a")).isEqualTo(Optional.empty());

    ok("label", STORE, "a", reference(HELLO));
    assertThat(ok("get-by-label", STORE, "a")).isEqualTo(Optional.of(reference(HELLO)));
    ok("label", STORE, "a", reference(BYE));
    assertThat(ok("get-by-label", STORE, "a")).isEqualTo(Optional.of(reference(BYE)));

    ok("remove-from-label", STORE, "a", reference(BYE));
    assertThat(ok("get-by-label", STORE, "a")).isEqualTo(Optional.of(reference(HELLO)));
    ok("remove-label", STORE, "a");
    assertThat(ok("get-by-label", STORE, "a")).isEqualTo(Optional.empty());
    assertThat(ok("list-labels", STORE)).isEqualTo(List.of());
  }

  @Test
  void storesAndReplacesAtALabel() {
    assertThat(ok("store-at-label", STORE, "a", HELLO)).isEqualTo(reference(HELLO));
    ok("store-at-label", STORE, "a", BYE);
    assertThat(view.labelled(STORE, new Label("a"))).hasSize(2);

    assertThat(ok("replace-content-at-label", STORE, "a", BYE)).isEqualTo(reference(BYE));
    assertThat(view.labelled(STORE, new Label("a"))).containsExactly(ContentRef.of(BYE));
    ok("replace-at-label", STORE, "a", reference(HELLO));
    assertThat(view.labelled(STORE, new Label("a"))).containsExactly(ContentRef.of(HELLO));
    assertThat(ok("list-labels", STORE)).isEqualTo(List.of("a"));
  }

  @Test
  void postsWhatIsAcceptedAndRecordsWhatIsRefused() {
    ok("store-at-label", STORE, "a", HELLO);
    refused("label", STORE, "a", MISSING);

    assertThat(boundary.records().getFirst()).isInstanceOf(HostCallRecord.Posted.class);
    assertThat(boundary.records().getLast())
        .isInstanceOfSatisfying(
            HostCallRecord.HostCall.class,
            call -> assertThat(call.kind()).isEqualTo(CallKind.DEFERRED));
  }

  @Test
  void makesAStoreOfItsOwn() {
    String id = (String) ok("new");
    ok("store-at-label", id, "a", HELLO);

    assertThat(ok("list-labels", id)).isEqualTo(List.of("a"));
    assertThat(ok("list-labels", STORE)).isEqualTo(List.of());
    assertThat(ok("get", id, reference(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void refusesAStoreThatIsNotThere() {
    refused("store", "other", HELLO).contains("there is no store 'other'");
    refused("get", "other", reference(HELLO)).contains("there is no store");
    refused("list-labels", "other").contains("there is no store");
    refused("remove-label", "other", "a").contains("there is no store");
    refused("list-all-content", "other").contains("there is no store");
    refused("calculate-total-size", "other").contains("there is no store");
  }

  @Test
  void refusesWhatIsNoLabelAndThatOfAChain() {
    refused("store-at-label", STORE, "../x", HELLO).contains("is not a valid label");
    refused("get-by-label", STORE, "").contains("is not a valid label");
    refused("store-at-label", STORE, "me:chain-head", HELLO).contains("cannot be changed");
    refused("remove-label", STORE, "me:chain-head").contains("cannot be changed");
  }

  @Test
  void refusesChangesThatTheDiskHasNoRoomFor() {
    view.full = true;

    refused("store-at-label", STORE, "a", HELLO).contains("takes no changes now");
    refused("new").contains("takes no changes now");
  }

  // What a grant leaves.

  @Test
  void reachesOnlyTheLabelsThatAreGranted() {
    ok("store-at-label", STORE, "notes/1", HELLO);
    ok("store-at-label", STORE, "private", BYE);
    narrow(FixedTurn.table("labels", "notes/"));

    assertThat(ok("list-labels", STORE)).isEqualTo(List.of("notes/1"));
    assertThat(ok("list-all-content", STORE)).isEqualTo(List.of(reference(HELLO)));
    assertThat(ok("calculate-total-size", STORE)).isEqualTo(5L);
    String only = "only those that begin with 'notes/'";
    refused("get-by-label", STORE, "private").contains(only);
    refused("get-by-label", STORE, "me:chain-head").contains(only);
    refused("label", STORE, "private", reference(HELLO)).contains(only);
    refused("replace-at-label", STORE, "private", reference(HELLO)).contains(only);
    refused("store-at-label", STORE, "private", HELLO).contains(only);
    refused("replace-content-at-label", STORE, "private", HELLO).contains(only);
    refused("remove-label", STORE, "private").contains(only);
    refused("remove-from-label", STORE, "private", reference(BYE)).contains(only);
    ok("label", STORE, "notes/2", reference(BYE));
    assertThat(view.labelled(STORE, new Label("private"))).containsExactly(ContentRef.of(BYE));
  }

  @Test
  void putsNoMoreBytesATurnThanAreGranted() {
    narrow(FixedTurn.table("bytes", 8L));

    ok("store", STORE, HELLO);
    refused("store", STORE, Bytes.utf8("four")).contains("a turn may put 8 bytes");
    ok("store-at-label", STORE, "a", BYE);
    refused("store-at-label", STORE, "a", Bytes.utf8("x")).contains("a turn may put 8 bytes");
    refused("replace-content-at-label", STORE, "a", Bytes.utf8("x")).contains("may put 8 bytes");
    assertThat(view.contents.totals().count()).isEqualTo(2);
  }

  // Again.

  @Test
  void replaysWithoutAskingForAnythingButContent() {
    ok("store", STORE, HELLO);
    ok("get", STORE, reference(HELLO));
    ok("store-at-label", STORE, "a", BYE);
    ok("list-labels", STORE);
    List<HostCallRecord> recorded = boundary.records();
    view.stores.clear();
    view.stores.put(STORE, new java.util.TreeMap<>());

    boundary = HostCallBoundary.replaying(turn, true, recorded);
    ok("store", STORE, HELLO);
    assertThat(ok("get", STORE, reference(HELLO))).isEqualTo(HELLO);
    ok("store-at-label", STORE, "a", BYE);
    assertThat(ok("list-labels", STORE)).isEqualTo(List.of("a"));
    assertThat(view.stores.get(STORE)).isEmpty();
    assertThat(boundary.records()).isEqualTo(recorded);
  }

  @Test
  void divergesWhenTheContentIsNotWhatItWas() {
    ok("store", STORE, HELLO);
    ok("get", STORE, reference(HELLO));
    List<HostCallRecord> recorded = boundary.records();
    view.contents.remove(ContentRef.of(HELLO));

    boundary = HostCallBoundary.replaying(turn, true, recorded);
    ok("store", STORE, HELLO);

    assertThatThrownBy(() -> cross("get", STORE, reference(HELLO)))
        .isInstanceOf(DivergedException.class);
  }

  private void narrow(GrantTable grant) {
    narrowed = grant;
    boundary = HostCallBoundary.live(turn, true, IntentLog.NONE);
  }

  private Object ok(String function, Object... args) {
    ResultValue result = cross(function, args);
    assertThat(result).isInstanceOf(ResultValue.Ok.class);
    Object value = ((ResultValue.Ok) result).value();
    return value == null ? "nothing" : value;
  }

  private AbstractStringAssert<?> refused(String function, Object... args) {
    ResultValue result = cross(function, args);
    assertThat(result).isInstanceOf(ResultValue.Err.class);
    return assertThat((String) ((ResultValue.Err) result).value());
  }

  private ResultValue cross(String function, Object... args) {
    return (ResultValue) Objects.requireNonNull(boundary.call(function(function), List.of(args)));
  }

  private GrantedFunction<?> function(String name) {
    return FixedTurn.function(capabilities, "store", name, narrowed);
  }

  private static Object reference(Bytes content) {
    return List.of(ContentRef.of(content).hex());
  }
}
