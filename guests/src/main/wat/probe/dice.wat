;; + abi.wat
;; dice: needs the grants random and timing. A request answers 16 bytes: random-bytes(8), then now
;; (ms) as u64 little-endian; they are the new state too. The request "last" answers the state
;; (empty at first) and changes nothing. A message throws too, unanswered. Where random-bytes
;; answers err, so does the call.

(import "theater:simple/random" "random-bytes" (func $random_bytes (param i32 i32)))
(import "theater:simple/timing" "now" (func $now (result i64)))

;; Throws: 16 bytes at 1024. Answers 0, or the err result when there were no random bytes.
;; random-bytes(8) puts result<list<u8>, string> at 512: byte 512 the case, 516 pointer, 520 size.
(func $throw (result i32)
  (call $random_bytes (i32.const 8) (i32.const 512))
  (if (i32.load8_u (i32.const 512))
    (then (return (call $err (i32.load (i32.const 516)) (i32.load (i32.const 520))))))
  (i64.store (i32.const 1024) (i64.load align=1 (i32.load (i32.const 516))))
  (i64.store (i32.const 1032) (call $now))
  (i32.const 0))

(func $is_last (param $body i32) (param $body_size i32) (result i32)
  (if (i32.ne (local.get $body_size) (i32.const 4)) (then (return (i32.const 0))))
  (i32.eq (i32.load align=1 (local.get $body)) (i32.const 0x7473616c)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $failed i32)
  (local.set $failed (call $throw))
  (if (local.get $failed) (then (return (local.get $failed))))
  (call $ok (i32.const 1) (i32.const 1024) (i32.const 16)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $failed i32)
  (if (call $is_last (local.get $body) (local.get $body_size))
    (then
      (if (i32.eqz (local.get $some)) (then (local.set $state_size (i32.const 0))))
      (return
        (call $answer (local.get $some) (local.get $state) (local.get $state_size)
          (local.get $state) (local.get $state_size)))))
  (local.set $failed (call $throw))
  (if (local.get $failed) (then (return (local.get $failed))))
  (call $answer (i32.const 1) (i32.const 1024) (i32.const 16) (i32.const 1024) (i32.const 16)))
