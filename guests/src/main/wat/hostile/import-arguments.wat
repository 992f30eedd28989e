;; + abi.wat
;; import-arguments: calls runtime.log with what must trap; the first letter of a body picks it.
;; Any other body is logged as it is.
;;
;;   a  text past the memory
;;   b  text whose pointer and size pass 2^32
;;   c  text that is not UTF-8

(import "theater:simple/runtime" "log" (func $log (param i32 i32)))
(data (i32.const 1024) "\c3\28")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $kind i32)
  (if (local.get $body_size) (then (local.set $kind (i32.load8_u (local.get $body)))))
  (block $told
    (if (i32.eq (local.get $kind) (i32.const 97)) ;; a
      (then (call $log (i32.const 0x7ffffff0) (i32.const 1)) (br $told)))
    (if (i32.eq (local.get $kind) (i32.const 98)) ;; b
      (then (call $log (i32.const -16) (i32.const 32)) (br $told)))
    (if (i32.eq (local.get $kind) (i32.const 99)) ;; c
      (then (call $log (i32.const 1024) (i32.const 2)) (br $told)))
    (call $log (local.get $body) (local.get $body_size)))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
