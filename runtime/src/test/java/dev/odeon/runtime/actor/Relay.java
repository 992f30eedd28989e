package dev.odeon.runtime.actor;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A guest that sends what it is told to whom it is told, in tests. */
final class Relay {
  /**
   * Its state counts the messages that it took. A message that begins with {@code t} traps, with
   * {@code ?} traps half of the time, with {@code r} is rejected; {@code >} sends what follows to
   * the actor that is named with its length before it, {@code *} does that as often as the next
   * byte says. If a send is refused, so is the message, for the same reason.
   */
  private static final String CODE =
      """
      (module
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (import "theater:simple/random" "random-bytes" (func $random (param i32 i32)))
        (memory (export "memory") 4)
        (data (i32.const 900) "rejected")
        (global $at (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func $ok (param $count i64) (result i32)
          (i64.store (i32.const 64) (local.get $count))
          (i32.store8 (i32.const 16) (i32.const 0))
          (i32.store8 (i32.const 20) (i32.const 1))
          (i32.store (i32.const 24) (i32.const 64))
          (i32.store (i32.const 28) (i32.const 8))
          (i32.const 16))
        (func $err (param $text i32) (param $size i32) (result i32)
          (i32.store8 (i32.const 16) (i32.const 1))
          (i32.store (i32.const 20) (local.get $text))
          (i32.store (i32.const 24) (local.get $size))
          (i32.const 16))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (call $ok (i64.const 0)))
        (func (export "theater:simple/message-server-client#handle-send")
          (param $some i32) (param $state i32) (param $size i32)
          (param $body i32) (param $length i32) (result i32)
          (local $times i32) (local $first i32) (local $name i32)
          (local.set $times (i32.const 1))
          (if (i32.eqz (local.get $length))
            (then (return (call $ok (i64.add (i64.load align=1 (local.get $state)) (i64.const 1))))))
          (local.set $first (i32.load8_u (local.get $body)))
          (if (i32.eq (local.get $first) (i32.const 116)) (then unreachable))
          (if (i32.eq (local.get $first) (i32.const 63))
            (then
              (call $random (i32.const 8) (i32.const 512))
              (if (i32.lt_u (i32.load8_u (i32.load (i32.const 516))) (i32.const 128))
                (then unreachable))))
          (if (i32.eq (local.get $first) (i32.const 114))
            (then (return (call $err (i32.const 900) (i32.const 8)))))
          (if (i32.eq (local.get $first) (i32.const 42))
            (then
              (local.set $times (i32.load8_u offset=1 (local.get $body)))
              (local.set $body (i32.add (local.get $body) (i32.const 2)))
              (local.set $length (i32.sub (local.get $length) (i32.const 2)))
              (local.set $first (i32.load8_u (local.get $body)))))
          (if (i32.eq (local.get $first) (i32.const 62))
            (then
              (local.set $name (i32.load8_u offset=1 (local.get $body)))
              (loop $next
                (call $send
                  (i32.add (local.get $body) (i32.const 2))
                  (local.get $name)
                  (i32.add (i32.add (local.get $body) (i32.const 2)) (local.get $name))
                  (i32.sub (local.get $length) (i32.add (local.get $name) (i32.const 2)))
                  (i32.const 640))
                (if (i32.load8_u (i32.const 640))
                  (then
                    (return
                      (call $err (i32.load (i32.const 644)) (i32.load (i32.const 648))))))
                (local.set $times (i32.sub (local.get $times) (i32.const 1)))
                (br_if $next (local.get $times)))))
          (call $ok (i64.add (i64.load align=1 (local.get $state)) (i64.const 1)))))
      """;

  private static final Bytes MODULE = Bytes.wrap(Wat2Wasm.parse(CODE));

  /** Takes no messages. */
  private static final Bytes DEAF =
      Bytes.wrap(
          Wat2Wasm.parse(
              """
              (module
                (memory (export "memory") 1)
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
                (func (export "theater:simple/actor#init")
                  (param i32 i32 i32 i32 i32) (result i32)
                  (i32.const 16)))
              """));

  private Relay() {}

  static Bytes module() {
    return MODULE;
  }

  /** Starts one that may send to everybody. */
  static Answer start(TestNode node, String id) {
    return start(node, id, "message-server-host = true");
  }

  /** Starts one that takes no messages until it is upgraded to {@link #module}. */
  static Answer startDeaf(TestNode node, String id) {
    return start(node, id, "message-server-host = true", DEAF);
  }

  static Answer start(TestNode node, String id, String grant) {
    return start(node, id, grant, MODULE);
  }

  private static Answer start(TestNode node, String id, String grant, Bytes module) {
    String manifest = "module = \"relay.wasm\"\n[grants]\nrandom = true\n" + grant;
    return node.actors()
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("relay.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            module);
  }

  /** Sends {@code body} to {@code id}. */
  static String to(String id, String body) {
    return ">" + (char) id.getBytes(StandardCharsets.UTF_8).length + id + body;
  }

  /** Does {@code what}, a send, {@code times} times, at most 127. */
  static String times(int times, String what) {
    return "*" + (char) times + what;
  }

  /** What the chain of {@code id} says that other actors sent: each id, and what came of it. */
  static List<String> taken(TestNode node, String id) {
    List<String> taken = new ArrayList<>();
    for (Block block : node.blocks(id)) {
      Event cause = block.event(0);
      if (cause.data() instanceof EventData.Message message
          && message.id() instanceof MessageId.Sent) {
        taken.add("%s#%d %s".formatted(message.id(), message.attempt(), word(block)));
      } else if (cause.data() instanceof EventData.Settlement settlement) {
        taken.add("%s %s: %s".formatted(settlement.id(), cause.name(), settlement.reason()));
      }
    }
    return taken;
  }

  private static String word(Block block) {
    return block.header().outcome().text().split("[ (:]")[0];
  }
}
