;; + abi.wat
;; logs: logs what it gets, as one line: "init" in init, the body of a message, the body of a
;; request (which is echoed). A body must be UTF-8. The request "twice" is logged twice.

(import "theater:simple/runtime" "log" (func $log (param i32 i32)))
(data (i32.const 1024) "init")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $log (i32.const 1024) (i32.const 4))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $log (local.get $body) (local.get $body_size))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $log (local.get $body) (local.get $body_size))
  (if (i32.eq (local.get $body_size) (i32.const 5))
    (then
      (if (i32.and
            (i32.eq (i32.load align=1 (local.get $body)) (i32.const 0x63697774))
            (i32.eq (i32.load8_u offset=4 (local.get $body)) (i32.const 101)))
        (then (call $log (local.get $body) (local.get $body_size))))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
