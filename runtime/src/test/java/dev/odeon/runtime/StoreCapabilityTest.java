package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.store.ContentRef;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Label;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreName;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCapabilityTest {
  private static final Key KEEPER = Key.actor("k");
  private static final String HELLO = hex("hello");
  private static final String BYE = hex("bye");
  private static final Label A = new Label("a");

  private SimDisk disk = new SimDisk(1);
  private TestNode node = open();

  private TestNode open() {
    return TestNode.open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  private void reopen() {
    node.close();
    node = open();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void start(String... grant) {
    String granted = grant.length == 0 ? "store = true" : grant[0];
    Answer.Completed started = TestNode.taken(node.start("k", "probe/keeper", "[grants]", granted));
    assertThat(started.outcome()).isEqualTo(Outcome.RETURNED);
  }

  private String ask(String... calls) {
    return node.request("k", String.join("\n", calls));
  }

  // The functions, seen by a guest.

  @Test
  void doesAllThatTheContractHas() {
    start();

    assertThat(ask("s|default|hello", "g|default|" + HELLO, "e|default|" + HELLO))
        .isEqualTo(HELLO + "\nhello\nyes");
    assertThat(ask("l|default|a|" + HELLO, "p|default|a|bye", "b|default|a"))
        .isEqualTo("ok\n" + BYE + "\n" + BYE);
    assertThat(ask("r|default|a|" + BYE, "b|default|a", "d|default|a", "b|default|a"))
        .isEqualTo("ok\n" + HELLO + "\nok\nnone");
    assertThat(ask("c|default|b|hello", "a|default|c|" + BYE, "L|default"))
        .isEqualTo(HELLO + "\nok\nb,c");
    assertThat(ask("T|default", "e|default|" + hex("nobody's"))).isEqualTo("8\nno");
    assertThat(ask("C|default").split(",")).containsExactlyInAnyOrder(HELLO, BYE);
    assertThat(ask("g|default|" + hex("nobody's")))
        .isEqualTo("! content " + hex("nobody's") + " is not in the store");
    assertReplaysAndLoads();
  }

  @Test
  void makesStoresWithLabelsOfTheirOwn() {
    start();

    String[] answers = ask("n", "p|@|a|hello", "L|@", "b|default|a").split("\n");
    assertThat(answers).containsExactly(answers[0], HELLO, "a", "none");
    assertThat(ask("b|" + answers[0] + "|a")).isEqualTo(HELLO);
    assertThat(node.actors().store().stores())
        .contains(new StoreName(Key.DEFAULT_TENANT, answers[0]));
    reopen();
    assertThat(ask("b|" + answers[0] + "|a", "L|nowhere"))
        .isEqualTo(
            HELLO + "\n! there is no store 'nowhere': new makes one, 'default' is always there");
    assertReplaysAndLoads();
  }

  @Test
  void answersTheHeadOfAChainAndTheHeaderOfItsBlock() {
    start();
    ask("s|default|hello");
    Block last = node.blocks("k").getLast();

    assertThat(ask("b|default|k:chain-head")).isEqualTo(last.hash().hex());
    assertThat(ask("e|default|" + last.hash().hex())).isEqualTo("yes");
    assertThat(node.send("k", "g|default|" + last.hash().hex()).outcome())
        .isEqualTo(Outcome.RETURNED);
    assertReplaysAndLoads();
  }

  @Test
  void narrowsWhatTheManifestNarrows() {
    start("store = { labels = \"k/\", bytes = 8 }");

    assertThat(ask("p|default|k/1|hello", "b|default|k/1", "p|default|other|bye"))
        .isEqualTo(
            HELLO
                + "\n"
                + HELLO
                + "\n! label 'other' is not granted: only those that begin with 'k/' are");
    assertThat(ask("s|default|four", "s|default|longer"))
        .isEqualTo(hex("four") + "\n! a turn may put 8 bytes, and these 6 would be more");
    assertThat(ask("s|default|longer")).isEqualTo(hex("longer"));
    assertThat(ask("L|default", "C|default", "T|default")).isEqualTo("k/1\n" + HELLO + "\n5");
    assertReplaysAndLoads();
  }

  // When it takes effect.

  @Test
  void recordsWhatIsDeferredAsOutboxAndWhatIsReadByItsHash() {
    start();
    ask("p|default|a|hello", "g|default|" + HELLO);

    List<Event> events = node.blocks("k").getLast().events();
    assertThat(events.get(1).data()).isInstanceOf(EventData.Outbox.class);
    assertThat(events.get(2).data())
        .isInstanceOfSatisfying(
            EventData.Call.class,
            call ->
                assertThat(call.reply())
                    .isInstanceOfSatisfying(
                        EventData.CallReply.Stored.class,
                        stored -> {
                          assertThat(stored.source()).isNull();
                          assertThat(stored.height()).isNull();
                        }));
  }

  @Test
  void leavesNoTraceOfATurnThatTrapped() {
    start();
    ask("p|default|a|hello");

    Answer.Completed trapped = node.send("k", "c|default|a|bye\np|default|b|bye\nn\nx");

    assertThat(trapped.outcome()).isInstanceOf(Outcome.Trapped.class);
    assertThat(ask("b|default|a", "L|default")).isEqualTo(HELLO + "\na");
    Store store = node.actors().store();
    assertThat(store.labels().list()).containsExactly(A);
    assertThat(store.stores()).hasSize(1);
    assertReplaysAndLoads();
  }

  @Test
  void showsLaterTurnsWhatIsNotMadeYet() {
    start();
    start2();
    Fault labels =
        Fault.on(
            operation ->
                operation.kind().change() && operation.path().toString().contains("/labels"),
            new Fault.Verdict.Fail(DiskException.Reason.FULL));
    ask("p|default|a|hello");
    assertThat(node.actors().store().labels().list()).containsExactly(A);
    disk.faults(labels);

    ask("p|default|a|bye", "p|default|b|bye", "r|default|a|" + HELLO);
    assertThat(ask("b|default|a", "L|default")).isEqualTo(BYE + "\na,b");
    assertThat(node.request("other", "b|default|a\nL|default")).isEqualTo(BYE + "\na,b");
    assertThat(node.actors().store().labels().get(A)).containsExactly(ContentRef.parse(HELLO));

    disk.faults(Fault.none());
    assertThat(node.actors().store().labels().get(A)).containsExactly(ContentRef.parse(BYE));
    assertThat(node.actors().store().labels().list()).containsExactly(A, new Label("b"));
    assertReplaysAndLoads();
  }

  private void start2() {
    assertThat(
            TestNode.taken(node.start("other", "probe/keeper", "[grants]", "store = true"))
                .outcome())
        .isEqualTo(Outcome.RETURNED);
  }

  @Test
  void showsEachTurnTheChangesOfThoseOnTheirWayToTheDisk() {
    start();
    List<Pending<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Message message =
          Message.request(KEEPER, "m" + i, Bytes.utf8("b|default|a\nc|default|a|" + i));
      answers.add(((Delivery.Accepted) node.actors().deliver(message)).answer());
    }
    for (int i = 0; i < 40; i++) {
      Answer.Completed taken = TestNode.taken(answers.get(i).await());
      String before = i == 0 ? "none" : hex(Integer.toString(i - 1));
      assertThat(taken.reply().text()).isEqualTo(before + "\n" + hex(Integer.toString(i)));
    }
    assertThat(node.actors().store().labels().get(A))
        .containsExactly(ContentRef.of(Bytes.utf8("39")));
    assertReplaysAndLoads();
  }

  @Test
  void makesWhatWasDurableAfterACrashAndOnlyOnce() {
    start();
    ask("p|default|a|hello");
    node.actors().store();
    disk.faults(
        Fault.on(
            operation ->
                operation.kind().change() && operation.path().toString().contains("/labels"),
            new Fault.Verdict.Fail(DiskException.Reason.FULL)));
    ask("p|default|a|bye", "p|default|b|hello", "d|default|b");

    disk = disk.crash(3);
    node = open();

    Store store = node.actors().store();
    assertThat(store.labels().get(A))
        .containsExactly(ContentRef.parse(HELLO), ContentRef.parse(BYE));
    assertThat(store.labels().list()).containsExactly(A);
    GuestPosition last = store.guestPosition();
    assertThat(last.sequence()).isEqualTo(node.actors().chains().sequence(KEEPER, 2));
    store.labels().remove(A);
    reopen();
    assertThat(node.actors().store().labels().list()).isEmpty();
    assertThat(node.actors().store().guestPosition()).isEqualTo(last);
    assertThat(ask("b|default|a")).isEqualTo("none");
  }

  @Test
  void makesTheSameChainWithAndWithoutRestarts() {
    start();
    start2();
    String[] bodies = {
      "p|default|%/a|hello",
      "b|default|%/a\np|default|%/a|bye",
      "r|default|%/a|" + HELLO,
      "b|default|%/a\ng|default|" + BYE,
      "d|default|%/a\nb|default|%/a",
      "b|default|%/a"
    };
    for (String body : bodies) {
      String stays = node.request("k", body.replace("%", "k"));
      reopen();
      assertThat(node.request("other", body.replace("%", "other"))).isEqualTo(stays);
      reopen();
      node.request("other", "e|default|" + BYE);
    }
    assertReplaysAndLoads();
  }

  // What the history needs.

  @Test
  void collectsNothingThatATurnReadOrLabelled() {
    start();
    ask("s|default|hello", "g|default|" + HELLO);
    ask("p|default|a|bye");
    ask("d|default|a");
    Store store = node.actors().store();
    ContentRef other = store.put(Bytes.utf8("nobody's"));
    ask("C|default");

    store.collect(node.actors().roots(), false, Duration.ZERO, Progress.NONE, _ -> {});

    assertThat(store.contents().exists(other)).isFalse();
    assertThat(store.contents().exists(ContentRef.parse(BYE))).isTrue();
    assertReplaysAndLoads();
  }

  @Test
  void collectsNothingThatATurnOnItsWayToTheDiskReads() {
    start();
    ContentRef read = node.actors().store().put(Bytes.utf8("hello"));
    Set<ContentRef> atTheSync = new HashSet<>();
    disk.faults(
        Fault.watch(operation -> {
          if (operation.kind() == DiskOperation.Kind.SYNC
              && operation.path().toString().contains("/log/")) {
            node.actors().roots().visit((ref, _) -> atTheSync.add(ref));
          }
        }));

    ask("g|default|" + HELLO, "s|default|bye");

    disk.faults(Fault.none());
    assertThat(atTheSync).contains(read, ContentRef.parse(BYE));
    Set<String> reasons = new HashSet<>();
    node.actors().roots().visit((_, why) -> reasons.add(why));
    assertThat(reasons).containsExactlyInAnyOrder("module", "chain");
  }

  @Test
  void namesTheContentThatAReplayMisses() {
    start();
    ask("s|default|hello");
    ask("g|default|" + HELLO);
    node.actors().store().contents().remove(ContentRef.parse(HELLO));

    assertThatThrownBy(() -> node.actors().history().replay(KEEPER, _ -> {}))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("block 2 of k read content " + HELLO)
        .hasMessageContaining("is not in the store");
    assertThat(ask("g|default|" + HELLO)).startsWith("! content " + HELLO);
  }

  private void assertReplaysAndLoads() {
    String before = state();
    int blocks = node.blocks("k").size();
    assertThat(node.actors().history().replay(KEEPER, _ -> {}).equal()).isTrue();
    assertThat(node.blocks("k")).hasSize(blocks);
    reopen();
    assertThat(state()).isEqualTo(before);
  }

  private String state() {
    return String.valueOf(node.actors().history().state(KEEPER, OptionalLong.empty()).hash());
  }

  private static String hex(String content) {
    return ContentRef.of(Bytes.utf8(content)).hex();
  }
}
