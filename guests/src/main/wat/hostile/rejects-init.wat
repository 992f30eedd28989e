;; + abi.wat
;; rejects-init: init answers err("not today").

(data (i32.const 1024) "not today")

;; init(state, (id)) -> err
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $err (i32.const 1024) (i32.const 9)))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
