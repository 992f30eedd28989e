;; + abi.wat + number.wat
;; spins: a message or request of a decimal number goes round a loop that many times and keeps, or
;; answers, what it worked out: x = 6364136223846793005 x + 1442695040888963407 (mod 2^64), from 0,
;; in decimal.

(func $spin (param $rounds i64) (result i64)
  (local $value i64)
  (if (i64.ne (local.get $rounds) (i64.const 0))
    (then
      (loop $round
        (local.set $value
          (i64.add
            (i64.mul (local.get $value) (i64.const 6364136223846793005))
            (i64.const 1442695040888963407)))
        (local.set $rounds (i64.sub (local.get $rounds) (i64.const 1)))
        (br_if $round (i64.ne (local.get $rounds) (i64.const 0))))))
  (local.get $value))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (local.set $digits
    (call $decimal (call $spin (call $number (local.get $body) (local.get $body_size)))))
  (call $ok (i32.const 1) (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (local.set $digits
    (call $decimal (call $spin (call $number (local.get $body) (local.get $body_size)))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
