package dev.odeon.runtime.actor;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Manifest;

/**
 * A guest that takes batches: its state is what it was told, {@code a;} for a message alone, {@code
 * [a;b;]} for a batch. It traps on a message that begins with {@code x}, and rejects one that
 * begins with {@code r}.
 */
final class BatchGuest {
  private static final String SEND =
      """
        (func (export "theater:simple/message-server-client#handle-send")
          (param $some i32) (param $state i32) (param $size i32)
          (param $body i32) (param $length i32) (result i32)
          (call $begin (local.get $some) (local.get $state) (local.get $size))
          (if (call $take (local.get $body) (local.get $length)) (then (return (i32.const 64))))
          (call $ok))
      """;

  private static final String GUEST =
      """
      (module
        IMPORT
        (memory (export "memory") 128)
        (data (i32.const 32) "no")
        (global $at (mut i32) (i32.const 0x400000))
        (global $end (mut i32) (i32.const 0x10000))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func $begin (param $some i32) (param $state i32) (param $size i32)
          (if (local.get $some)
            (then
              (memory.copy (i32.const 0x10000) (local.get $state) (local.get $size))
              (global.set $end (i32.add (i32.const 0x10000) (local.get $size))))))
        (func $put (param $byte i32)
          (i32.store8 (global.get $end) (local.get $byte))
          (global.set $end (i32.add (global.get $end) (i32.const 1))))
        ;; Whether it rejects.
        (func $take (param $body i32) (param $length i32) (result i32)
          (if (local.get $length)
            (then
              (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 0x78)) (then unreachable))
              (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 0x72))
                (then
                  (i32.store8 (i32.const 64) (i32.const 1))
                  (i32.store (i32.const 68) (i32.const 32))
                  (i32.store (i32.const 72) (i32.const 2))
                  (return (i32.const 1))))
              PAY))
          (memory.copy (global.get $end) (local.get $body) (local.get $length))
          (global.set $end (i32.add (global.get $end) (local.get $length)))
          (call $put (i32.const 0x3b))
          (i32.const 0))
        (func $ok (result i32)
          (i32.store8 (i32.const 64) (i32.const 0))
          (i32.store8 (i32.const 68) (i32.const 1))
          (i32.store (i32.const 72) (i32.const 0x10000))
          (i32.store (i32.const 76) (i32.sub (global.get $end) (i32.const 0x10000)))
          (i32.const 64))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32)
          (call $ok))
        SEND
        (func (export "odeon:actor/batch@0.1.0#handle-batch")
          (param $some i32) (param $state i32) (param $size i32)
          (param $list i32) (param $count i32) (result i32)
          (call $begin (local.get $some) (local.get $state) (local.get $size))
          (call $put (i32.const 0x5b))
          (block $done
            (loop $next
              (br_if $done (i32.eqz (local.get $count)))
              (if (call $take (i32.load (local.get $list)) (i32.load offset=4 (local.get $list)))
                (then (return (i32.const 64))))
              (local.set $list (i32.add (local.get $list) (i32.const 8)))
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (br $next)))
          (call $put (i32.const 0x5d))
          (call $ok)))
      """;

  private static final Bytes MODULE = module(SEND, "", "");

  /** The same with little memory, which is ready sooner. */
  static final Bytes SMALL =
      Bytes.wrap(
          Wat2Wasm.parse(
              text(SEND, "", "")
                  .replace("\"memory\") 128", "\"memory\") 4")
                  .replace("0x400000", "0x20000")));

  /** It has no other export for one-way messages. */
  static final Bytes BATCHES_ALONE = module("", "", "");

  /** The same, its name without a version. */
  static final Bytes UNVERSIONED =
      Bytes.wrap(Wat2Wasm.parse(text(SEND, "", "").replace("@0.1.0", "")));

  /** It pays at the {@link Till} for each message that begins with a dollar. */
  static final Bytes PAYING =
      module(
          SEND,
          "(import \"acme:shop/till\" \"pay\" (func $pay (param i64 i32)))",
          "(if (i32.eq (i32.load8_u (local.get $body)) (i32.const 0x24))"
              + " (then (call $pay (i64.const 7) (i32.const 640))))");

  private BatchGuest() {}

  private static Bytes module(String send, String imported, String pay) {
    return Bytes.wrap(Wat2Wasm.parse(text(send, imported, pay)));
  }

  private static String text(String send, String imported, String pay) {
    return GUEST.replace("SEND", send).replace("IMPORT", imported).replace("PAY", pay);
  }

  static Answer start(TestNode node, String id) {
    return start(node, id, MODULE);
  }

  static Answer start(TestNode node, String id, Bytes module, String... manifestLines) {
    String manifest = "module = \"batch.wasm\"\n" + String.join("\n", manifestLines);
    return node.actors()
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("batch.toml", Bytes.utf8(manifest), node.actors().capabilities()),
            module);
  }
}
