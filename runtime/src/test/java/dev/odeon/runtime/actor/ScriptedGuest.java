package dev.odeon.runtime.actor;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A guest for tests that does all that actors do to each other, as the messages to it say. A body
 * is a {@link Script}: calls, one behind the other, whose errors it ignores. Its state counts what
 * it took, and keeps the channel that it opened last. A request it answers with its count, unless
 * the script leaves it open. Everybody may open a channel to it; a message on one counts 1, a close
 * 100.
 */
final class ScriptedGuest {
  /** What a message makes the guest do. */
  static final class Script {
    private final StringBuilder calls = new StringBuilder();
    private boolean traps;

    /** Nothing but counting. */
    static Script empty() {
      return new Script();
    }

    Script send(String to, Script what) {
      return add('>', to, what.calls.toString());
    }

    Script sendHigh(String to, Script what) {
      return add('H', to, what.calls.toString());
    }

    Script sendLow(String to, Script what) {
      return add('L', to, what.calls.toString());
    }

    Script request(String to, Script what) {
      return add('r', to, what.calls.toString());
    }

    Script openChannel(String to) {
      return add('o', to, "");
    }

    Script sendOnChannel() {
      return add('s', "", "");
    }

    Script closeChannel() {
      return add('x', "", "");
    }

    /** Fires {@code what} at {@code dueMillis}. */
    Script set(String timer, long dueMillis, Script what) {
      byte[] due = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(dueMillis).array();
      return add('t', timer, new String(due, StandardCharsets.ISO_8859_1) + what.calls);
    }

    Script cancel(String timer) {
      return add('c', timer, "");
    }

    /** Leaves the request open that the script came with. */
    Script hold() {
      return add('h', "", "");
    }

    /** Answers the request {@code id}, which was left open. */
    Script respond(String id) {
      return add('R', id, "late");
    }

    Script trap() {
      traps = true;
      return add('!', "", "");
    }

    /** Traps half of the time. */
    Script trapPerhaps() {
      return add('?', "", "");
    }

    Script reject() {
      return add('j', "", "");
    }

    private Script add(char call, String name, String body) {
      calls.append(call).append((char) name.length()).append(name);
      calls.append((char) (body.length() % 256)).append((char) (body.length() / 256)).append(body);
      return this;
    }

    /** Whether each turn of it traps. */
    boolean traps() {
      return traps;
    }

    Bytes bytes() {
      return Bytes.wrap(calls.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** 1024 the state: the count, the size of the channel's id, the id. 640 what imports fill. */
  private static final String CODE =
      """
      (module
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (import "odeon:actor/messages@0.1.0" "send-with"
          (func $sendwith (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "request"
          (func $request (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "respond-to-request"
          (func $respond (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "open-channel"
          (func $open (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "send-on-channel"
          (func $sendon (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "close-channel"
          (func $close (param i32 i32 i32)))
        (import "odeon:actor/timers" "set" (func $set (param i32 i32 i64 i32 i32 i32)))
        (import "odeon:actor/timers" "cancel" (func $cancel (param i32 i32 i32)))
        (import "theater:simple/random" "random-bytes" (func $random (param i32 i32)))
        (memory (export "memory") 4)
        (data (i32.const 900) "rejected by the guest")
        (global $at (mut i32) (i32.const 16384))
        (global $held (mut i32) (i32.const 0))
        (global $rejected (mut i32) (i32.const 0))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func $restore (param $some i32) (param $state i32) (param $size i32)
          (if (local.get $some)
            (then (memory.copy (i32.const 1024) (local.get $state) (local.get $size)))))
        (func $count (param $more i64)
          (i64.store (i32.const 1024) (i64.add (i64.load (i32.const 1024)) (local.get $more))))
        ;; The result with the state and, unless it is none, an answer.
        (func $ok (param $some i32) (result i32)
          (if (global.get $rejected)
            (then
              (i32.store8 (i32.const 64) (i32.const 1))
              (i32.store (i32.const 68) (i32.const 900))
              (i32.store (i32.const 72) (i32.const 21))
              (return (i32.const 64))))
          (i32.store8 (i32.const 64) (i32.const 0))
          (i32.store8 (i32.const 68) (i32.const 1))
          (i32.store (i32.const 72) (i32.const 1024))
          (i32.store (i32.const 76) (i32.add (i32.const 12) (i32.load (i32.const 1032))))
          (i32.store8 (i32.const 80) (local.get $some))
          (i32.store (i32.const 84) (i32.const 1024))
          (i32.store (i32.const 88) (i32.const 8))
          (i32.const 64))
        (func $with (param $priority i32)
          (param $name i32) (param $named i32) (param $body i32) (param $size i32)
          (call $sendwith (local.get $name) (local.get $named) (local.get $body) (local.get $size)
            (i32.const 1) (local.get $priority) (i32.const 0) (i64.const 0)
            (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 640)))
        (func $do (param $call i32)
          (param $name i32) (param $named i32) (param $body i32) (param $size i32)
          (if (i32.eq (local.get $call) (i32.const 62)) ;; >
            (then (call $send (local.get $name) (local.get $named)
              (local.get $body) (local.get $size) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 72)) ;; H
            (then (call $with (i32.const 0) (local.get $name) (local.get $named)
              (local.get $body) (local.get $size))))
          (if (i32.eq (local.get $call) (i32.const 76)) ;; L
            (then (call $with (i32.const 2) (local.get $name) (local.get $named)
              (local.get $body) (local.get $size))))
          (if (i32.eq (local.get $call) (i32.const 114)) ;; r
            (then (call $request (local.get $name) (local.get $named)
              (local.get $body) (local.get $size) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 82)) ;; R
            (then (call $respond (local.get $name) (local.get $named)
              (local.get $body) (local.get $size) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 111)) ;; o
            (then
              (call $open (local.get $name) (local.get $named)
                (local.get $body) (local.get $size) (i32.const 640))
              (if (i32.eqz (i32.load8_u (i32.const 640)))
                (then
                  (i32.store (i32.const 1032) (i32.load (i32.const 648)))
                  (memory.copy (i32.const 1036) (i32.load (i32.const 644))
                    (i32.load (i32.const 648)))))))
          (if (i32.eq (local.get $call) (i32.const 115)) ;; s
            (then (call $sendon (i32.const 1036) (i32.load (i32.const 1032))
              (i32.const 900) (i32.const 8) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 120)) ;; x
            (then (call $close (i32.const 1036) (i32.load (i32.const 1032)) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 116)) ;; t
            (then (call $set (local.get $name) (local.get $named)
              (i64.load align=1 (local.get $body))
              (i32.add (local.get $body) (i32.const 8))
              (i32.sub (local.get $size) (i32.const 8)) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 99)) ;; c
            (then (call $cancel (local.get $name) (local.get $named) (i32.const 640))))
          (if (i32.eq (local.get $call) (i32.const 104)) ;; h
            (then (global.set $held (i32.const 1))))
          (if (i32.eq (local.get $call) (i32.const 106)) ;; j
            (then (global.set $rejected (i32.const 1))))
          (if (i32.eq (local.get $call) (i32.const 33)) (then unreachable)) ;; !
          (if (i32.eq (local.get $call) (i32.const 63)) ;; ?
            (then
              (call $random (i32.const 8) (i32.const 512))
              (if (i32.lt_u (i32.load8_u (i32.load (i32.const 516))) (i32.const 128))
                (then unreachable)))))
        (func $run (param $body i32) (param $length i32)
          (local $end i32) (local $name i32) (local $named i32) (local $size i32)
          (local.set $end (i32.add (local.get $body) (local.get $length)))
          (call $count (i64.const 1))
          (block $done
            (loop $next
              (br_if $done (i32.ge_u (local.get $body) (local.get $end)))
              (local.set $name (i32.add (local.get $body) (i32.const 2)))
              (local.set $named (i32.load8_u offset=1 (local.get $body)))
              (local.set $size
                (i32.load16_u align=1 (i32.add (local.get $name) (local.get $named))))
              (call $do (i32.load8_u (local.get $body)) (local.get $name) (local.get $named)
                (i32.add (i32.add (local.get $name) (local.get $named)) (i32.const 2))
                (local.get $size))
              (local.set $body
                (i32.add (i32.add (i32.add (local.get $name) (local.get $named)) (i32.const 2))
                  (local.get $size)))
              (br $next))))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (call $ok (i32.const 0)))
        (func (export "theater:simple/message-server-client#handle-send")
          (param $some i32) (param $state i32) (param $size i32)
          (param $body i32) (param $length i32) (result i32)
          (call $restore (local.get $some) (local.get $state) (local.get $size))
          (call $run (local.get $body) (local.get $length))
          (call $ok (i32.const 0)))
        (func (export "theater:simple/message-server-client#handle-request")
          (param $some i32) (param $state i32) (param $size i32)
          (param i32 i32) (param $body i32) (param $length i32) (result i32)
          (call $restore (local.get $some) (local.get $state) (local.get $size))
          (call $run (local.get $body) (local.get $length))
          (call $ok (i32.eqz (global.get $held))))
        (func (export "theater:simple/message-server-client#handle-channel-open")
          (param $some i32) (param $state i32) (param $size i32)
          (param i32 i32) (param i32 i32) (result i32)
          (call $restore (local.get $some) (local.get $state) (local.get $size))
          (drop (call $ok (i32.const 1)))
          (i32.store8 (i32.const 84) (i32.const 0))
          (i32.const 64))
        (func (export "theater:simple/message-server-client#handle-channel-message")
          (param $some i32) (param $state i32) (param $size i32)
          (param i32 i32) (param i32 i32) (result i32)
          (call $restore (local.get $some) (local.get $state) (local.get $size))
          (call $count (i64.const 1))
          (call $ok (i32.const 0)))
        (func (export "theater:simple/message-server-client#handle-channel-close")
          (param $some i32) (param $state i32) (param $size i32)
          (param i32 i32) (result i32)
          (call $restore (local.get $some) (local.get $state) (local.get $size))
          (call $count (i64.const 100))
          (call $ok (i32.const 0))))
      """;

  static final Bytes MODULE = Bytes.wrap(Wat2Wasm.parse(CODE));

  /** Does the same, and has another hash. */
  static final Bytes OTHER_MODULE =
      Bytes.wrap(Wat2Wasm.parse(CODE.replace("rejected by the guest", "rejected by the Guest")));

  private ScriptedGuest() {}

  static Answer start(TestNode node, Key key, String... manifestLines) {
    String manifest =
        "module = \"scripted.wasm\"\n[grants]\nrandom = true\ntimers = true\nmessages = true\nmessage-server-host = true\n"
            + String.join("\n", manifestLines);
    return node.actors()
        .lifecycle()
        .start(
            key,
            Manifest.parse("scripted.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            MODULE);
  }
}
