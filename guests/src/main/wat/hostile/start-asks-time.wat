;; + abi.wat
;; start-asks-time: the start function asks theater:simple/timing for the time, which must trap
;; `denied`.

(import "theater:simple/timing" "now" (func $now (result i64)))
(start $start)
(func $start (drop (call $now)))

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
