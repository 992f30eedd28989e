package dev.odeon.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.WhatIfReport.Difference;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One actor's history, and what other builds of its code make of it. */
class WhatIfTest {
  private static final Key KEY = Key.actor("k");

  private static final String GRANTS =
      """
      module = "k.wasm"
      [grants]
      timing = true
      random = true
      store = true
      message-server-host = true
      """;

  /**
   * A request adds one to the count that is the state, logs "one", does what stands at CALLS, and
   * answers the count; it leaves a request whose body begins with h open. At 512 a call's answer,
   * at 1024 the count, at 1040 texts.
   */
  private static final String CODE =
      """
      (module
        (import "theater:simple/runtime" "log" (func $log (param i32 i32)))
        (import "theater:simple/timing" "now" (func $now (result i64)))
        (import "theater:simple/random" "random-bytes" (func $random (param i32 i32)))
        (import "theater:simple/store" "get-by-label"
          (func $by_label (param i32 i32 i32 i32 i32)))
        (import "theater:simple/store" "store-at-label"
          (func $store_at (param i32 i32 i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "respond-to-request"
          (func $respond (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 1040) "defaultonetwor1ab")
        (global $top (mut i32) (i32.const 8192))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (global.get $top)
          (global.set $top
            (i32.and (i32.add (i32.add (global.get $top) (local.get 3)) (i32.const 15))
              (i32.const -8))))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 4096))
        (func (export "theater:simple/message-server-client#handle-request")
          (param $some i32) (param $state i32) (param i32) (param i32 i32)
          (param $body i32) (param i32) (result i32)
          (local $count i32) (local $first i32)
          (local.set $first (i32.load8_u (local.get $body)))
          (if (local.get $some) (then (local.set $count (i32.load (local.get $state)))))
          (local.set $count (i32.add (local.get $count) (i32.const STEP)))
          (i32.store (i32.const 1024) (local.get $count))
          (call $log (i32.const LINE) (i32.const 3))
          CALLS
          (i32.store8 (i32.const 16) (i32.const 0))
          (i32.store8 (i32.const 20) (i32.const 1))
          (i32.store (i32.const 24) (i32.const 1024))
          (i32.store (i32.const 28) (i32.const 4))
          (i32.store8 (i32.const 32) (i32.or (i32.const HOLD)
            (i32.ne (local.get $first) (i32.const 104))))
          (i32.store (i32.const 36) (i32.const 1024))
          (i32.store (i32.const 40) (i32.const 4))
          (i32.const 16)))
      """;

  private static final String NOTHING = "";
  private static final String FIRST = "(local.get $first)";

  @AutoClose
  private final TestNode node =
      TestNode.open(
          new Ports(Clock.system(), new SeededEntropy(7), new SimDisk(1), Threads.system()));

  @Test
  void isCleanForTheSameCode() {
    record(code("1", "1047", label("1053", 1) + label("1055", 1) + random(4) + storeAt(1)));
    requests(3);

    WhatIfReport report =
        whatIf(code("1", "1047", label("1053", 1) + label("1055", 1) + random(4) + storeAt(1)));

    assertThat(report.clean()).isTrue();
    assertThat(report.differences()).isEmpty();
    assertThat(report.same()).isEqualTo(4);
    assertThat(report.fuel().made()).isEqualTo(report.fuel().recorded()).isPositive();
    assertThat(report.made()).isEqualTo(report.recorded());
  }

  @Test
  void goesOnWhereLogLinesDiffer() {
    record(code("1", "1047", NOTHING));
    requests(4);

    WhatIfReport report = whatIf(code("1", "1050", NOTHING));

    assertThat(report.different()).isEqualTo(4);
    assertThat(report.differences()).extracting(Difference::what).containsOnly("log line 1");
    assertThat(report.differences().getFirst().text())
        .isEqualTo(
            "block 1: log line 1 differs: the chain has the log line 'one', "
                + "the other module made the log line 'two'");
    assertThat(report.made().hash()).isEqualTo(Hash.of(Bytes.ofHex("04000000")));
    assertThat(report.made()).isEqualTo(report.recorded());
  }

  @Test
  void goesOnFromTheStateThatTheOtherCodeMade() {
    record(code("1", "1047", NOTHING));
    requests(30);

    WhatIfReport report = whatIf(code("2", "1047", NOTHING));

    assertThat(report.different()).isEqualTo(30);
    assertThat(report.made().hash()).isEqualTo(Hash.of(Bytes.ofHex("3c000000")));
    assertThat(report.recorded().hash()).isEqualTo(Hash.of(Bytes.ofHex("1e000000")));
    assertThat(report.differences()).hasSize(WhatIfReport.NAMED_MAX);
  }

  @Test
  void keepsTheLastKnownStateWhereACallHasNoAnswer() {
    record(code("1", "1047", NOTHING));
    request("x");
    request("l");
    request("x");

    WhatIfReport report = whatIf(code("1", "1047", when('l', label("1053", 1))));

    assertThat(report.unknown()).isEqualTo(1);
    assertThat(report.clean()).isFalse();
    assertThat(report.made().hash()).isEqualTo(Hash.of(Bytes.ofHex("02000000")));
    Difference unknown = report.differences().getFirst();
    assertThat(unknown.height()).isEqualTo(2);
    assertThat(unknown.unknown()).isTrue();
    assertThat(unknown.text())
        .startsWith("block 2 is unknown: the record has no answer for a call of ")
        .contains("get-by-label");
    assertThat(report.differences().get(1).what()).isEqualTo("the reply");
  }

  @Test
  void givesTheSameCallTheRecordedAnswerInWhateverOrder() {
    record(code("1", "1047", label("1053", 1) + label("1055", 1)));
    requests(2);

    WhatIfReport report = whatIf(code("1", "1047", label("1055", 1) + label("1053", 1)));

    assertThat(report.unknown()).isZero();
    assertThat(report.differences()).extracting(Difference::what).containsOnly("host call 1");
  }

  @Test
  void answersTimeAndRandomnessOfTheTurn() {
    record(code("1", "1047", NOTHING));
    requests(2);
    String other = code("1", "1047", random(4) + "(drop (call $now))");

    WhatIfReport report = whatIf(other);

    assertThat(report.unknown()).isZero();
    assertThat(report.different()).isEqualTo(2);
    assertThat(whatIf(other)).isEqualTo(report);
  }

  @Test
  void drawsTheRandomnessThatALiveTurnWouldHaveDrawn() {
    String copies = "(i32.store (i32.const 1024) (i32.load (i32.load (i32.const 516))))";
    record(code("1", "1047", random(4) + random(8) + copies));
    requests(1);

    WhatIfReport report = whatIf(code("1", "1047", random(8) + copies));

    // Eight bytes after four are others than eight at once.
    assertThat(report.differences())
        .extracting(Difference::what)
        .containsExactly("host call 1", "the reply", "the state");
  }

  @Test
  void answersWhatATurnPutsIntoTheStore() {
    record(code("1", "1047", NOTHING));
    requests(2);

    WhatIfReport report = whatIf(code("1", "1047", storeAt(1)));

    assertThat(report.unknown()).isZero();
    assertThat(report.differences()).extracting(Difference::what).containsOnly("host call 1");
  }

  @Test
  void goesOnFromATurnThatTrappedOnlyThen() {
    record(code("1", "1047", when('t', "unreachable")));
    request("x");
    request("t");
    request("x");

    WhatIfReport report = whatIf(code("1", "1047", NOTHING));

    assertThat(report.differences().getFirst().what()).isEqualTo("the outcome");
    assertThat(report.differences().getFirst().expected()).startsWith("trapped: unreachable");
    assertThat(report.differences().getFirst().actual()).isEqualTo("returned");
    assertThat(report.recorded().hash()).isEqualTo(Hash.of(Bytes.ofHex("02000000")));
    assertThat(report.made().hash()).isEqualTo(Hash.of(Bytes.ofHex("03000000")));
  }

  @Test
  void takesAMessageOnceThatFailedOnlyThen() {
    record(code("1", "1047", when('t', "unreachable")));
    Message message = Message.request(KEY, "again", Bytes.utf8("t"));
    node.answer(message);
    node.answer(message);

    WhatIfReport report = whatIf(code("1", "1047", NOTHING));

    assertThat(report.made().hash()).isEqualTo(Hash.of(Bytes.ofHex("01000000")));
    assertThat(report.differences().getLast().what()).isEqualTo("the attempt");
  }

  @Test
  void takesAsRecordedWhatOnlyTheMachineDecided() {
    record(
        code("1", "1047", when('s', "(loop $more (br $more))")),
        GRANTS + "[limits]\ntime_ms = 100\n");
    request("x");
    assertThat(TestNode.taken(node.answer(Message.request(KEY, "s", Bytes.utf8("s")))).outcome())
        .isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));

    WhatIfReport report = whatIf(code("1", "1047", NOTHING));

    assertThat(report.asRecorded()).isEqualTo(1);
    assertThat(report.made()).isEqualTo(report.recorded());
  }

  @Test
  void knowsWhichRequestsTheOtherCodeLeftOpen() {
    String answers =
        when('a', "(call $respond (i32.const 1053) (i32.const 2)" + numbers(1024, 4, 512) + ")");
    String holds = code("1", "1047", answers);
    String replies = code("1", "1047", answers, true);
    record(holds);
    assertThat(node.actors().deliver(Message.request(KEY, "r1", Bytes.utf8("h"))))
        .isInstanceOf(Delivery.Accepted.class);
    request("a");

    WhatIfReport report = whatIf(replies);

    assertThat(report.unknown()).isZero();
    assertThat(report.differences())
        .extracting(Difference::what)
        .containsExactly("the reply", "host call 1");
    assertThat(whatIf(holds).clean()).isTrue();
  }

  @Test
  void saysWhatTheOtherCodeDoesNotExport() {
    record(code("1", "1047", NOTHING));
    requests(1);

    WhatIfReport report =
        whatIf(code("1", "1047", NOTHING).replace("handle-request", "handle-other"));

    assertThat(report.differences().getFirst().actual()).startsWith("trapped: missing-export in");
  }

  @Test
  void refusesCodeThatWasNotGrantedWhatItImports() {
    String code = code("1", "1047", NOTHING);
    record(
        code.replace("(import \"theater:simple/timing\" \"now\" (func $now (result i64)))", ""),
        GRANTS.replace("timing = true", ""));

    assertThatThrownBy(() -> whatIf(code))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("not granted: put timing = true");
  }

  // The history.

  private void record(String code) {
    record(code, GRANTS);
  }

  private void record(String code, String manifest) {
    node.actors()
        .lifecycle()
        .start(
            KEY,
            Manifest.parse("k.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            Bytes.wrap(Wat2Wasm.parse(code)));
  }

  private void requests(int count) {
    for (int i = 0; i < count; i++) {
      request("x");
    }
  }

  private void request(String body) {
    node.answer(Message.request(KEY, TestNode.freshId(), Bytes.utf8(body)));
  }

  private WhatIfReport whatIf(String code) {
    return node.actors().history().whatIf(KEY, Bytes.wrap(Wat2Wasm.parse(code)), _ -> {});
  }

  // The code.

  private static String code(String step, String line, String calls) {
    return code(step, line, calls, false);
  }

  private static String code(String step, String line, String calls, boolean answersAll) {
    return CODE.replace("STEP", step)
        .replace("LINE", line)
        .replace("CALLS", calls)
        .replace("HOLD", answersAll ? "1" : "0");
  }

  private static String when(char first, String calls) {
    return "(if (i32.eq %s (i32.const %d)) (then %s))".formatted(FIRST, (int) first, calls);
  }

  private static String label(String at, int size) {
    return "(call $by_label (i32.const 1040) (i32.const 7) (i32.const %s) (i32.const %d) (i32.const 512))"
        .formatted(at, size);
  }

  private static String random(int count) {
    return "(call $random (i32.const %d) (i32.const 512))".formatted(count);
  }

  private static String storeAt(int size) {
    return "(call $store_at (i32.const 1040) (i32.const 7) (i32.const 1053) (i32.const %d)"
            .formatted(size)
        + numbers(1024, 4, 512)
        + ")";
  }

  private static String numbers(int... numbers) {
    StringBuilder text = new StringBuilder();
    for (int each : numbers) {
      text.append(" (i32.const ").append(each).append(')');
    }
    return text.toString();
  }
}
