package dev.odeon.runtime.actor;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;

/**
 * A guest for tests that does what its requests say, one command each:
 *
 * <ul>
 *   <li>{@code c} counts in the state, 8 bytes, and answers them
 *   <li>{@code aX…} asks the actor {@code X}, named by one byte, with the rest, and answers {@code
 *       +} and the answer, or {@code -} and the error
 *   <li>{@code bX…} the same, and counts before
 *   <li>{@code mX} asks the actor {@code X} with 70,000 bytes, {@code kX} sends it as many, {@code
 *       n…} sends them on that channel
 *   <li>{@code h} leaves the request open; {@code r…} answers the request of that id with {@code
 *       later}
 *   <li>{@code oX…} opens a channel to {@code X} with the rest, {@code O} and traps then, {@code p}
 *       and sends on it, {@code q} and opens another; {@code s…} sends on that channel, {@code x…}
 *       closes it, {@code X…} and sends on it then. Who is asked refuses what begins with {@code
 *       n}, traps at {@code t}, counts messages, and adds 100 for a close
 *   <li>{@code j} rejects, {@code t} traps, {@code l} never ends, {@code e} answers nothing at all
 * </ul>
 */
final class AskingGuest {
  private static final String WAT =
      """
      (module
        (import "theater:simple/message-server-host" "request"
          (func $request (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "respond-to-request"
          (func $respond (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "open-channel"
          (func $open (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "send-on-channel"
          (func $sendon (param i32 i32 i32 i32 i32)))
        (import "theater:simple/message-server-host" "close-channel"
          (func $close (param i32 i32 i32)))
        (memory (export "memory") 4)
        (data (i32.const 900) "rejected by the guest")
        (data (i32.const 940) "later")
        (global $at (mut i32) (i32.const 16384))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        ;; The result with the state at 1024 and, unless it is none, an answer.
        (func $ok (param $some i32) (param $answer i32) (param $length i32) (result i32)
          (i32.store8 (i32.const 64) (i32.const 0))
          (i32.store8 (i32.const 68) (i32.const 1))
          (i32.store (i32.const 72) (i32.const 1024))
          (i32.store (i32.const 76) (i32.const 8))
          (i32.store8 (i32.const 80) (local.get $some))
          (i32.store (i32.const 84) (local.get $answer))
          (i32.store (i32.const 88) (local.get $length))
          (i32.const 64))
        (func $count
          (i64.store (i32.const 1024) (i64.add (i64.load (i32.const 1024)) (i64.const 1))))
        ;; Answers + or - and what the import left at 640; nothing more of a result without a value.
        (func $told (param $value i32) (result i32)
          (local $length i32)
          (i32.store8 (i32.const 2048) (select (i32.const 45) (i32.const 43)
            (i32.load8_u (i32.const 640))))
          (if (i32.or (local.get $value) (i32.load8_u (i32.const 640)))
            (then
              (local.set $length (i32.load (i32.const 648)))
              (memory.copy (i32.const 2049) (i32.load (i32.const 644)) (local.get $length))))
          (call $ok (i32.const 1) (i32.const 2048) (i32.add (i32.const 1) (local.get $length))))
        (func $opens (param $body i32) (param $length i32)
          (call $open (i32.add (local.get $body) (i32.const 1)) (i32.const 1)
            (i32.add (local.get $body) (i32.const 2))
            (i32.sub (local.get $length) (i32.const 2))
            (i32.const 640)))
        (func $restore (param $some i32) (param $state i32)
          (if (local.get $some)
            (then (memory.copy (i32.const 1024) (local.get $state) (i32.const 8)))))
        (func (export "theater:simple/message-server-client#handle-channel-open")
          (param $some i32) (param $state i32) (param $size i32)
          (param $id i32) (param $idlength i32) (param $body i32) (param $length i32)
          (result i32)
          (local $refused i32)
          (call $restore (local.get $some) (local.get $state))
          (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 116)) (then unreachable))
          (local.set $refused (i32.eq (i32.load8_u (local.get $body)) (i32.const 110)))
          (drop (call $ok (i32.eqz (local.get $refused)) (i32.const 0) (i32.const 0)))
          (i32.store8 (i32.const 84) (local.get $refused))
          (i32.store (i32.const 88) (local.get $body))
          (i32.store (i32.const 92) (local.get $length))
          (i32.const 64))
        (func (export "theater:simple/message-server-client#handle-channel-message")
          (param $some i32) (param $state i32) (param $size i32)
          (param $id i32) (param $idlength i32) (param $body i32) (param $length i32)
          (result i32)
          (call $restore (local.get $some) (local.get $state))
          (call $count)
          (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))
        (func (export "theater:simple/message-server-client#handle-channel-close")
          (param $some i32) (param $state i32) (param $size i32)
          (param $id i32) (param $idlength i32)
          (result i32)
          (call $restore (local.get $some) (local.get $state))
          (i64.store (i32.const 1024) (i64.add (i64.load (i32.const 1024)) (i64.const 100)))
          (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))
        (func $ask (param $body i32) (param $length i32) (result i32)
          (call $request (i32.add (local.get $body) (i32.const 1)) (i32.const 1)
            (i32.add (local.get $body) (i32.const 2))
            (i32.sub (local.get $length) (i32.const 2))
            (i32.const 640))
          (i32.store8 (i32.const 2048) (select (i32.const 45) (i32.const 43)
            (i32.load8_u (i32.const 640))))
          (memory.copy (i32.const 2049) (i32.load (i32.const 644)) (i32.load (i32.const 648)))
          (call $ok (i32.const 1) (i32.const 2048)
            (i32.add (i32.const 1) (i32.load (i32.const 648)))))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))
        (func (export "theater:simple/message-server-client#handle-request")
          (param $some i32) (param $state i32) (param $size i32)
          (param $id i32) (param $idlength i32) (param $body i32) (param $length i32)
          (result i32)
          (local $command i32)
          (if (local.get $some)
            (then (memory.copy (i32.const 1024) (local.get $state) (i32.const 8))))
          (local.set $command (i32.load8_u (local.get $body)))
          (if (i32.eq (local.get $command) (i32.const 99)) ;; c
            (then (call $count)
              (return (call $ok (i32.const 1) (i32.const 1024) (i32.const 8)))))
          (if (i32.eq (local.get $command) (i32.const 97)) ;; a
            (then (return (call $ask (local.get $body) (local.get $length)))))
          (if (i32.eq (local.get $command) (i32.const 98)) ;; b
            (then (call $count)
              (return (call $ask (local.get $body) (local.get $length)))))
          (if (i32.eq (local.get $command) (i32.const 111)) ;; o
            (then (call $opens (local.get $body) (local.get $length))
              (return (call $told (i32.const 1)))))
          (if (i32.eq (local.get $command) (i32.const 79)) ;; O
            (then (call $opens (local.get $body) (local.get $length))
              unreachable))
          (if (i32.eq (local.get $command) (i32.const 113)) ;; q
            (then (call $opens (local.get $body) (local.get $length))
              (call $opens (local.get $body) (local.get $length))
              (return (call $told (i32.const 1)))))
          (if (i32.eq (local.get $command) (i32.const 112)) ;; p
            (then (call $opens (local.get $body) (local.get $length))
              (call $sendon (i32.load (i32.const 644)) (i32.load (i32.const 648))
                (i32.const 940) (i32.const 5) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 109)) ;; m
            (then
              (call $request (i32.add (local.get $body) (i32.const 1)) (i32.const 1)
                (i32.const 100000) (i32.const 70000) (i32.const 640))
              (return (call $told (i32.const 1)))))
          (if (i32.eq (local.get $command) (i32.const 107)) ;; k
            (then
              (call $send (i32.add (local.get $body) (i32.const 1)) (i32.const 1)
                (i32.const 100000) (i32.const 70000) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 110)) ;; n
            (then
              (call $sendon (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1))
                (i32.const 100000) (i32.const 70000) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 115)) ;; s
            (then
              (call $sendon (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1))
                (i32.const 940) (i32.const 5) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 120)) ;; x
            (then
              (call $close (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1)) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 88)) ;; X
            (then
              (call $close (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1)) (i32.const 640))
              (call $sendon (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1))
                (i32.const 940) (i32.const 5) (i32.const 640))
              (return (call $told (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 104)) ;; h
            (then (return (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))))
          (if (i32.eq (local.get $command) (i32.const 114)) ;; r
            (then
              (call $respond
                (i32.add (local.get $body) (i32.const 1))
                (i32.sub (local.get $length) (i32.const 1))
                (i32.const 940) (i32.const 5) (i32.const 640))
              (i32.store8 (i32.const 2048) (select (i32.const 45) (i32.const 43)
                (i32.load8_u (i32.const 640))))
              (return (call $ok (i32.const 1) (i32.const 2048) (i32.const 1)))))
          (if (i32.eq (local.get $command) (i32.const 106)) ;; j
            (then
              (i32.store8 (i32.const 64) (i32.const 1))
              (i32.store (i32.const 68) (i32.const 900))
              (i32.store (i32.const 72) (i32.const 21))
              (return (i32.const 64))))
          (if (i32.eq (local.get $command) (i32.const 108)) ;; l
            (then (loop $l (br $l))))
          (if (i32.eq (local.get $command) (i32.const 101)) ;; e
            (then (return (call $ok (i32.const 1) (i32.const 0) (i32.const 0)))))
          unreachable))
      """;

  static final Bytes MODULE = Bytes.wrap(Wat2Wasm.parse(WAT));

  private AskingGuest() {}

  static Answer start(TestNode node, String id, String... manifestLines) {
    return startGranted(node, id, "true", manifestLines);
  }

  static Answer startGranted(TestNode node, String id, String grant, String... manifestLines) {
    String manifest =
        "module = \"asking.wasm\"\n[grants]\nmessage-server-host = %s\n".formatted(grant)
            + String.join("\n", manifestLines);
    return node.actors()
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("asking.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            MODULE);
  }
}
