;; panics: a command of WASI that writes to standard output and error, and traps two calls deep. It
;; has a name section.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "half of it\n")
  (data (i32.const 96) "thread 'main' panicked at 'no such order'\n")

  (func $print (param $descriptor i32) (param $text i32) (param $size i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $size))
    (drop
      (call $fd_write (local.get $descriptor) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $rust_panic
    unreachable)
  (func $take_order
    (call $print (i32.const 2) (i32.const 96) (i32.const 42))
    (call $rust_panic))
  (func $_start (export "_start")
    (call $print (i32.const 1) (i32.const 64) (i32.const 11))
    (call $take_order)))
