;; + abi.wat
;; volley: two of them send a message to and fro, as often as it says. Needs the grant
;; message-server-host; its state stays what it is.
;;
;; A message: how often it still is to be sent, u64; the size of the first id, u32; whom it is to be
;; sent to; whom that one is to send it back to. All little-endian. One that says 0 goes nowhere.

(import "theater:simple/message-server-host" "send" (func $send (param i32 i32 i32 i32 i32)))

(data (i32.const 1024) "no volley: at least 12 bytes, and an id that is in them")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $left i64) (local $to_size i32) (local $back_size i32) (local $out i32)
  (if (i32.lt_u (local.get $body_size) (i32.const 12))
    (then (return (call $err (i32.const 1024) (i32.const 55)))))
  (local.set $left (i64.load align=1 (local.get $body)))
  (local.set $to_size (i32.load offset=8 align=1 (local.get $body)))
  (if (i32.gt_u (local.get $to_size) (i32.sub (local.get $body_size) (i32.const 12)))
    (then (return (call $err (i32.const 1024) (i32.const 55)))))
  (if (i64.ne (local.get $left) (i64.const 0))
    (then
      (local.set $back_size
        (i32.sub (i32.sub (local.get $body_size) (i32.const 12)) (local.get $to_size)))
      (local.set $out (call $alloc (i32.const 8) (local.get $body_size)))
      (i64.store (local.get $out) (i64.sub (local.get $left) (i64.const 1)))
      (i32.store offset=8 (local.get $out) (local.get $back_size))
      (memory.copy
        (i32.add (local.get $out) (i32.const 12))
        (i32.add (local.get $body) (i32.add (local.get $to_size) (i32.const 12)))
        (local.get $back_size))
      (memory.copy
        (i32.add (local.get $out) (i32.add (local.get $back_size) (i32.const 12)))
        (i32.add (local.get $body) (i32.const 12))
        (local.get $to_size))
      (call $send
        (i32.add (local.get $body) (i32.const 12)) (local.get $to_size)
        (local.get $out) (local.get $body_size)
        (i32.const 512))
      (if (i32.load8_u (i32.const 512))
        (then (return (call $err (i32.load (i32.const 516)) (i32.load (i32.const 520))))))))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
