package dev.odeon.runtime.actor;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;

/**
 * A guest, in tests, that leaves requests open. It does what the first byte of a message says with
 * the request whose id is the rest: {@code r} answers it with {@code yes}, {@code c} cancels it. A
 * request {@code o…} it leaves open, {@code a…} it answers with itself, {@code w…} it cancels, and
 * {@code l}, {@code r…} and {@code c…} it answers with the ids that are open then.
 */
final class Desk {
  private static final String DESK =
      """
      (module
        (import "theater:simple/message-server-host" "respond-to-request"
          (func $respond (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "cancel-request"
          (func $cancel (param i32 i32 i32)))
        (import "theater:simple/message-server-host" "list-outstanding-requests"
          (func $list (param i32)))
        (memory (export "memory") 4)
        (data (i32.const 900) "yes")
        (global $at (mut i32) (i32.const 8192))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func $ok (result i32)
          (i32.store8 (i32.const 64) (i32.const 0))
          (i32.store8 (i32.const 68) (i32.const 0))
          (i32.store8 (i32.const 80) (i32.const 0))
          (i32.const 64))
        (func $reply (param $text i32) (param $size i32) (result i32)
          (drop (call $ok))
          (i32.store8 (i32.const 80) (i32.const 1))
          (i32.store (i32.const 84) (local.get $text))
          (i32.store (i32.const 88) (local.get $size))
          (i32.const 64))
        ;; Does what the first byte says with the rest; whether it was refused, with the reason.
        (func $does (param $body i32) (param $length i32) (result i32)
          (i32.store8 (i32.const 512) (i32.const 0))
          (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 114))
            (then (call $respond
              (i32.add (local.get $body) (i32.const 1))
              (i32.sub (local.get $length) (i32.const 1))
              (i32.const 900) (i32.const 3) (i32.const 512))))
          (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 99))
            (then (call $cancel
              (i32.add (local.get $body) (i32.const 1))
              (i32.sub (local.get $length) (i32.const 1))
              (i32.const 512))))
          (i32.store8 (i32.const 64) (i32.const 1))
          (i32.store (i32.const 68) (i32.load (i32.const 516)))
          (i32.store (i32.const 72) (i32.load (i32.const 520)))
          (i32.load8_u (i32.const 512)))
        ;; The ids of the open requests, joined by commas, as the reply.
        (func $listed (result i32)
          (local $each i32) (local $left i32) (local $to i32)
          (call $list (i32.const 512))
          (local.set $each (i32.load (i32.const 512)))
          (local.set $left (i32.load (i32.const 516)))
          (local.set $to (i32.const 2048))
          (block $done
            (loop $next
              (br_if $done (i32.eqz (local.get $left)))
              (if (i32.ne (local.get $to) (i32.const 2048))
                (then
                  (i32.store8 (local.get $to) (i32.const 44))
                  (local.set $to (i32.add (local.get $to) (i32.const 1)))))
              (memory.copy
                (local.get $to)
                (i32.load (local.get $each))
                (i32.load offset=4 (local.get $each)))
              (local.set $to
                (i32.add (local.get $to) (i32.load offset=4 (local.get $each))))
              (local.set $each (i32.add (local.get $each) (i32.const 8)))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br $next)))
          (call $reply (i32.const 2048) (i32.sub (local.get $to) (i32.const 2048))))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (call $ok))
        (func (export "theater:simple/message-server-client#handle-send")
          (param i32 i32 i32) (param $body i32) (param $length i32) (result i32)
          (if (call $does (local.get $body) (local.get $length))
            (then (return (i32.const 64))))
          (call $ok))
        (func (export "theater:simple/message-server-client#handle-request")
          (param i32 i32 i32) (param $id i32) (param $size i32)
          (param $body i32) (param $length i32) (result i32)
          (local $first i32)
          (local.set $first (i32.load8_u (local.get $body)))
          (if (i32.eq (local.get $first) (i32.const 111)) (then (return (call $ok))))
          (if (i32.eq (local.get $first) (i32.const 97))
            (then (return (call $reply (local.get $body) (local.get $length)))))
          (if (i32.eq (local.get $first) (i32.const 119))
            (then
              (call $cancel (local.get $id) (local.get $size) (i32.const 512))
              (return (call $ok))))
          (if (call $does (local.get $body) (local.get $length))
            (then (return (i32.const 64))))
          (call $listed)))
      """;

  static final Bytes MODULE = Bytes.wrap(Wat2Wasm.parse(DESK));

  private Desk() {}

  static Answer start(Actors actors, String id) {
    String manifest = "module = \"desk.wasm\"\n[grants]\nmessage-server-host = true";
    return actors
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("desk.toml", Bytes.utf8(manifest), actors.capabilities()),
            MODULE);
  }
}
