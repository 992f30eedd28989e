;; + abi.wat + number.wat
;; recurses: a message calls itself without end; a request "<n>" goes n frames deep and answers n
;; again, so that a depth that fits can be told from one that does not.

(func $without_end (param $depth i64) (result i64)
  (i64.add (call $without_end (i64.add (local.get $depth) (i64.const 1))) (local.get $depth)))

(func $down (param $frames i64) (result i64)
  (if (result i64) (i64.eqz (local.get $frames))
    (then (i64.const 0))
    (else (i64.add (call $down (i64.sub (local.get $frames) (i64.const 1))) (i64.const 1)))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (drop (call $without_end (i64.const 1)))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (local.set $digits
    (call $decimal (call $down (call $number (local.get $body) (local.get $body_size)))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
