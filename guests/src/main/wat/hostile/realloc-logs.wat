;; realloc-logs: cabi_realloc calls an import, which must trap.

(import "theater:simple/runtime" "log" (func $log (param i32 i32)))
(memory (export "memory") 1)
(data (i32.const 512) "from cabi_realloc")
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
  (call $log (i32.const 512) (i32.const 17))
  (i32.const 1024))

;; ok((none)) lies ready at 16: all zeros.
(func (export "theater:simple/actor#init")
  (param i32 i32 i32 i32 i32) (result i32)
  (i32.const 16))
(func (export "theater:simple/message-server-client#handle-send")
  (param i32 i32 i32 i32 i32) (result i32)
  (i32.const 16))
