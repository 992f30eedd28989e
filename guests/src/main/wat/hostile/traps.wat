;; + abi.wat
;; traps: a body of one letter picks the trap; any other body becomes the state, or is echoed.
;;
;;   u  unreachable
;;   d  integer divide by zero
;;   o  integer overflow
;;   m  out of bounds memory access
;;   b  out of bounds bulk operation
;;   e  undefined element of the table
;;   n  uninitialized element of the table
;;   s  indirect call of another type

(type $plain (func))
(table 2 funcref)
(elem (i32.const 0) $other)
(global $zero (mut i32) (i32.const 0))
(func $other (param i32) (result i32) (local.get 0))

(func $trap (param $kind i32)
  (if (i32.eq (local.get $kind) (i32.const 117)) ;; u: unreachable
    (then unreachable))
  (if (i32.eq (local.get $kind) (i32.const 100)) ;; d: integer divide by zero
    (then (drop (i32.div_s (i32.const 1) (global.get $zero)))))
  (if (i32.eq (local.get $kind) (i32.const 111)) ;; o: integer overflow
    (then (drop (i32.div_s (i32.const 0x80000000) (i32.sub (global.get $zero) (i32.const 1))))))
  (if (i32.eq (local.get $kind) (i32.const 109)) ;; m: out of bounds memory access
    (then (drop (i32.load (i32.sub (global.get $zero) (i32.const 4))))))
  (if (i32.eq (local.get $kind) (i32.const 98)) ;; b: out of bounds bulk operation
    (then (memory.fill (i32.sub (global.get $zero) (i32.const 4)) (i32.const 0) (i32.const 8))))
  (if (i32.eq (local.get $kind) (i32.const 101)) ;; e: undefined element of the table
    (then (call_indirect (type $plain) (i32.const 9))))
  (if (i32.eq (local.get $kind) (i32.const 110)) ;; n: uninitialized element of the table
    (then (call_indirect (type $plain) (i32.const 1))))
  (if (i32.eq (local.get $kind) (i32.const 115)) ;; s: indirect call of another type
    (then (call_indirect (type $plain) (i32.const 0)))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (body)) -> trap, or ok((some(body)))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (if (i32.eq (local.get $body_size) (i32.const 1))
    (then (call $trap (i32.load8_u (local.get $body)))))
  (call $ok (i32.const 1) (local.get $body) (local.get $body_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (if (i32.eq (local.get $body_size) (i32.const 1))
    (then (call $trap (i32.load8_u (local.get $body)))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
