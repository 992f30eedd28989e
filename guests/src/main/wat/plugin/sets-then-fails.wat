;; + plugin.wat
;; sets-then-fails: sets the state "count" to its input, then fails with 7.

(import "host" "set_state" (func $set_state (param i32 i32 i32 i32)))
(data (i32.const 0) "count")

(func (export "process") (param $input i32) (param $size i32) (result i32)
  (call $set_state (i32.const 0) (i32.const 5) (local.get $input) (local.get $size))
  (i32.const 7))
