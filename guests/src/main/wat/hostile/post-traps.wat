;; + abi.wat
;; post-traps: cabi_post_...handle-send runs into unreachable after the result is read; a request
;; is echoed.

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

(func (export "cabi_post_theater:simple/message-server-client#handle-send") (param i32)
  unreachable)

;; handle-request(state, (request id, body)) -> ok((state, (some(body))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
