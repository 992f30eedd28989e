;; + abi.wat
;; imports-unknown-function: imports theater:simple/runtime fly, which that interface does not
;; have.

(import "theater:simple/runtime" "fly" (func $fly))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $fly)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
