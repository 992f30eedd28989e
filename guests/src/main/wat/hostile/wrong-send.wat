;; + abi.wat
;; wrong-send: exports handle-send with another signature, (5 x i32) -> nothing.

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param i32 i32 i32 i32 i32))
