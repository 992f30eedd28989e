;; + plugin.wat
;; floods: outputs 64,000 bytes again and again without end.

(import "host" "output" (func $output (param i32 i32)))

(func (export "process") (param i32 i32) (result i32)
  (loop $again
    (call $output (i32.const 1024) (i32.const 64000))
    (br $again))
  (i32.const 0))
