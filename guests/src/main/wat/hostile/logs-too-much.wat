;; + abi.wat
;; logs-too-much: a message logs 1,000 bytes again and again without end.

(import "theater:simple/runtime" "log" (func $log (param i32 i32)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (memory.fill (i32.const 1024) (i32.const 120) (i32.const 1000))
  (loop $more
    (call $log (i32.const 1024) (i32.const 1000))
    (br $more))
  unreachable)
