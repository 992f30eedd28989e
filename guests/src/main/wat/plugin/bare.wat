;; bare: offers no room for its input and has data at the start of its memory; answers that data, a
;; space and its input, in the memory as the host left it.
(module
  (import "host" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "data ")

  (func (export "process") (param $input i32) (param $size i32) (result i32)
    (call $output (i32.const 0) (i32.const 5))
    (call $output (local.get $input) (local.get $size))
    (i32.const 0)))
