;; + plugin.wat
;; panics: logs, outputs, logs what went wrong, and traps three calls deep, as a program in Rust
;; that panics does. It has a name section.

(import "host" "log" (func $log (param i32 i32)))
(import "host" "output" (func $output (param i32 i32)))

(data (i32.const 0) "began")
(data (i32.const 16) "half of it")
(data (i32.const 32) "panicked at 'no such order'")

(func $rust_panic
  unreachable)
(func $begin_panic (param $message i32) (param $size i32)
  (call $log (local.get $message) (local.get $size))
  (call $rust_panic))
(func $take_order
  (call $begin_panic (i32.const 32) (i32.const 27)))

(func $process (export "process") (param $input i32) (param $size i32) (result i32)
  (call $log (i32.const 0) (i32.const 5))
  (call $output (i32.const 16) (i32.const 10))
  (call $take_order)
  (i32.const 0))
