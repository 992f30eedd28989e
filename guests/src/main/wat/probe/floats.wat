;; + abi.wat
;; floats: its state is a sum, an f64 little-endian; none counts as 0. A message of 8 bytes adds
;; that f64, and a request of 8 bytes adds it and answers the sum's 8 bytes; the empty request
;; answers the sum. Any other size is an err. Infinity and then minus infinity make a NaN by
;; arithmetic.

(data (i32.const 1024) "not an f64: send 8 bytes")

;; The sum so far, with 8 bytes' f64 added when there are any, at 512.
(func $add (param $some i32) (param $state i32) (param $body i32) (param $body_size i32)
  (local $sum f64)
  (if (local.get $some) (then (local.set $sum (f64.load align=1 (local.get $state)))))
  (if (local.get $body_size)
    (then (local.set $sum (f64.add (local.get $sum) (f64.load align=1 (local.get $body))))))
  (f64.store (i32.const 512) (local.get $sum)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (if (i32.ne (local.get $body_size) (i32.const 8))
    (then (return (call $err (i32.const 1024) (i32.const 24)))))
  (call $add (local.get $some) (local.get $state) (local.get $body) (local.get $body_size))
  (call $ok (i32.const 1) (i32.const 512) (i32.const 8)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (if (i32.and
        (i32.ne (local.get $body_size) (i32.const 0))
        (i32.ne (local.get $body_size) (i32.const 8)))
    (then (return (call $err (i32.const 1024) (i32.const 24)))))
  (call $add (local.get $some) (local.get $state) (local.get $body) (local.get $body_size))
  (call $answer (i32.const 1) (i32.const 512) (i32.const 8) (i32.const 512) (i32.const 8)))
