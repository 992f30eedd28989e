;; + abi.wat
;; uses-simd: a request answers its first 16 bytes, each with 1 added, by one vector instruction.

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (if (i32.lt_u (local.get $body_size) (i32.const 16))
    (then (return (call $err (i32.const 0) (i32.const 0)))))
  (v128.store
    (i32.const 1024)
    (i8x16.add (v128.load align=1 (local.get $body)) (i8x16.splat (i32.const 1))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (i32.const 1024) (i32.const 16)))
