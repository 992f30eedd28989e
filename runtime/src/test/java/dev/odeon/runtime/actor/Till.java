package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.component.PackagedInterface;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Immediate;
import dev.odeon.host.GrantType;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The world outside, in tests: a till that takes payments under keys, and a guest that pays. It
 * survives the machine, gives the same receipt for the same key, and notes who pays something else
 * under a key that was used.
 */
final class Till {
  static final String PAY = "acme:shop/till#pay";

  private static final String WIT =
      "package acme:shop; interface till { pay: func(cents: u64) -> result<u64, string>; }";

  private static final WitFunction PAY_TYPE = PackagedInterface.parse(WIT).type().function("pay");

  /**
   * Each byte of a request is a payment, after a draw of 8 random bytes; `x` traps. The state,
   * which it answers, is the sum of all receipts and the last draw. Of init it pays what the
   * constant says.
   */
  private static final String PAYER =
      """
      (module
        (import "acme:shop/till" "pay" (func $pay (param i64 i32)))
        (import "theater:simple/random" "random-bytes" (func $random (param i32 i32)))
        (import "theater:simple/runtime" "log" (func $log (param i32 i32)))
        (memory (export "memory") 4)
        (data (i32.const 900) "paying")
        (global $at (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        ;; Whether the till refused: then the result is its error.
        (func $pays (param $cents i32) (result i32)
          (if (i32.eq (local.get $cents) (i32.const 120)) (then unreachable))
          (call $random (i32.const 8) (i32.const 512))
          (i64.store (i32.const 1032) (i64.load align=1 (i32.load (i32.const 516))))
          (call $log (i32.const 900) (i32.const 6))
          (call $pay (i64.extend_i32_u (local.get $cents)) (i32.const 640))
          (if (i32.load8_u (i32.const 640))
            (then
              (i32.store8 (i32.const 64) (i32.const 1))
              (i32.store (i32.const 68) (i32.load (i32.const 648)))
              (i32.store (i32.const 72) (i32.load (i32.const 652)))
              (return (i32.const 1))))
          (i64.store (i32.const 1024)
            (i64.add (i64.load (i32.const 1024)) (i64.load (i32.const 648))))
          (i32.const 0))
        (func $ok (result i32)
          (i32.store8 (i32.const 64) (i32.const 0))
          (i32.store8 (i32.const 68) (i32.const 1))
          (i32.store (i32.const 72) (i32.const 1024))
          (i32.store (i32.const 76) (i32.const 16))
          (i32.store8 (i32.const 80) (i32.const 1))
          (i32.store (i32.const 84) (i32.const 1024))
          (i32.store (i32.const 88) (i32.const 16))
          (i32.const 64))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (if (i32.const 0)
            (then (if (call $pays (i32.const 49)) (then (return (i32.const 64))))))
          (call $ok))
        (func (export "theater:simple/message-server-client#handle-request")
          (param $some i32) (param $state i32) (param $size i32)
          (param i32 i32) (param $body i32) (param $length i32) (result i32)
          (if (local.get $some)
            (then (memory.copy (i32.const 1024) (local.get $state) (i32.const 16))))
          (block $done
            (loop $next
              (br_if $done (i32.eqz (local.get $length)))
              (if (call $pays (i32.load8_u (local.get $body))) (then (return (i32.const 64))))
              (local.set $body (i32.add (local.get $body) (i32.const 1)))
              (local.set $length (i32.sub (local.get $length) (i32.const 1)))
              (br $next)))
          (call $ok)))
      """;

  private static final Bytes MODULE = Bytes.wrap(Wat2Wasm.parse(PAYER));
  private static final Bytes PAYING_IN_INIT =
      Bytes.wrap(Wat2Wasm.parse(PAYER.replace("(if (i32.const 0)", "(if (i32.const 1)")));

  private final Map<String, Long> paid = new HashMap<>();
  private final Map<String, Long> receipts = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  /** What it does after it took a payment, and before it says so. */
  interface After {
    void paid(String key);
  }

  /** What is Odeon's own, and this. */
  Extensions offered(After after) {
    return offered((call, key) -> {
      long receipt = pay(key, call.number(0));
      after.paid(key);
      return ResultValue.ok(receipt);
    });
  }

  static Extensions offered(Immediate.Body<GrantType.Whole> body) {
    return Extensions.none().with(Capability.of(WIT).immediate("pay", body));
  }

  synchronized long pay(String key, long cents) {
    calls.add(key);
    Long before = paid.putIfAbsent(key, cents);
    if (before != null && before != cents) {
      complaints.add("%s paid %d, and then %d".formatted(key, before, cents));
    }
    return receipts.computeIfAbsent(key, _ -> 1000L + receipts.size());
  }

  /** The keys of all calls, in order, those made again too. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  static Answer start(TestNode node, String id) {
    return start(node, id, MODULE, "till = true");
  }

  static Answer startPaying(TestNode node, String id) {
    return start(node, id, PAYING_IN_INIT, "till = true");
  }

  static Answer startUngranted(TestNode node, String id) {
    return start(node, id, MODULE, "");
  }

  private static Answer start(TestNode node, String id, Bytes module, String grant) {
    String manifest = "module = \"payer.wasm\"\n[grants]\nrandom = true\n" + grant;
    return node.actors()
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("payer.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            module);
  }

  /**
   * Everything that the chains of {@code ids} say was paid was, under the key of that very call and
   * with that receipt.
   *
   * @param complete whether nothing else may have been paid
   */
  void check(TestNode node, List<String> ids, boolean complete) {
    Map<String, Long> told = new HashMap<>();
    Map<String, Long> answered = new HashMap<>();
    for (String id : ids) {
      for (Block block : node.blocks(id)) {
        int index = 0;
        for (Event event : block.events()) {
          if (event.data() instanceof EventData.Call call) {
            if (event.name().equals(PAY)) {
              String key = id + "/" + block.height() + "/" + index;
              told.put(key, (Long) PAY_TYPE.decodeParams(call.args()).getFirst());
              answered.put(key, receipt(call));
            }
            index++;
          }
        }
      }
    }
    synchronized (this) {
      assertThat(complaints).isEmpty();
      assertThat(paid).containsAllEntriesOf(told);
      assertThat(receipts).containsAllEntriesOf(answered);
      if (complete) {
        assertThat(told).isEqualTo(paid);
      }
    }
  }

  private static Long receipt(EventData.Call call) {
    assertThat(call.callClass()).isEqualTo(EventData.CallClass.IMMEDIATE);
    EventData.CallReply.Value reply = (EventData.CallReply.Value) call.reply();
    ResultValue result = (ResultValue) PAY_TYPE.decodeResult(reply.result());
    return (Long) Objects.requireNonNull(((ResultValue.Ok) Objects.requireNonNull(result)).value());
  }
}
