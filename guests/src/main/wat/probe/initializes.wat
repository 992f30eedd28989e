;; + abi.wat + number.wat
;; initializes: its start function sets 1, then `_initialize` multiplies by 10 and adds 2, each in
;; memory; every call adds 100 before it answers. A request answers "112" if both ran once, in that
;; order, and nothing passed over from an earlier turn.

(start $start)
(func $start (i64.store (i32.const 512) (i64.const 1)))
(func (export "_initialize")
  (i64.store
    (i32.const 512)
    (i64.add (i64.mul (i64.load (i32.const 512)) (i64.const 10)) (i64.const 2))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (i64.store (i32.const 512) (i64.add (i64.load (i32.const 512)) (i64.const 100)))
  (local.set $digits (call $decimal (i64.load (i32.const 512))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
