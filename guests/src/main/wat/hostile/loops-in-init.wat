;; + abi.wat
;; loops-in-init: init never ends.

;; init(state, (id)) -> never
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (loop $forever (br $forever))
  unreachable)

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-request(state, (request id, body)) -> ok((state, (some(body))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
