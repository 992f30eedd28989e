;; + plugin.wat
;; lies: outputs what is past the end of its memory.

(import "host" "output" (func $output (param i32 i32)))

(func (export "process") (param i32 i32) (result i32)
  (call $output (i32.const 65530) (i32.const 100))
  (i32.const 0))
