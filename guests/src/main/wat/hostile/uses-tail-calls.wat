;; + abi.wat + number.wat
;; uses-tail-calls: a request counts down from the number in its body by tail calls, then answers
;; it.

(func $down (param $left i64) (param $done i64) (result i64)
  (if (i64.eqz (local.get $left)) (then (return (local.get $done))))
  (return_call $down
    (i64.sub (local.get $left) (i64.const 1))
    (i64.add (local.get $done) (i64.const 1))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (local.set $digits
    (call $decimal
      (call $down (call $number (local.get $body) (local.get $body_size)) (i64.const 0))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
