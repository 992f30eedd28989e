;; + abi.wat
;; wrong-init: exports init with another signature, (i32) -> i32.

(func (export "theater:simple/actor#init") (param i32) (result i32) (i32.const 16))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
