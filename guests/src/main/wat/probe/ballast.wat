;; + abi.wat + number.wat
;; ballast: a counter with a heavy state. A request of a decimal number n (8 or more) makes the
;; state n bytes, all zero; a request of less answers the counter. Every message adds 1 to the u64,
;; little-endian, in the first 8 bytes, so that a small change is made to a state of any size.

(data (i32.const 1024) "no state yet: request its size in bytes first")

(func $has_state (param $some i32) (param $state_size i32) (result i32)
  (i32.and (local.get $some) (i32.ge_u (local.get $state_size) (i32.const 8))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (if (i32.eqz (call $has_state (local.get $some) (local.get $state_size)))
    (then (return (call $err (i32.const 1024) (i32.const 45)))))
  (i64.store align=1
    (local.get $state)
    (i64.add (i64.load align=1 (local.get $state)) (i64.const 1)))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32) (local $wanted i32)
  (local.set $wanted (i32.wrap_i64 (call $number (local.get $body) (local.get $body_size))))
  (if (i32.ge_u (local.get $wanted) (i32.const 8))
    (then ;; memory the host has not written to is zero
      (local.set $some (i32.const 1))
      (local.set $state (call $alloc (i32.const 8) (local.get $wanted)))
      (local.set $state_size (local.get $wanted))))
  (if (i32.eqz (call $has_state (local.get $some) (local.get $state_size)))
    (then (return (call $err (i32.const 1024) (i32.const 45)))))
  (local.set $digits (call $decimal (i64.load align=1 (local.get $state))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
