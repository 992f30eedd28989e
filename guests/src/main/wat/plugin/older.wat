;; + plugin.wat
;; older: answers by its log alone, as plug-ins did before there was `output`: the line "working",
;; then "Result = " and its input.

(import "host" "log" (func $log (param i32 i32)))
(data (i32.const 0) "working")
(data (i32.const 16) "Result = ")

(func (export "process") (param $input i32) (param $size i32) (result i32)
  (local $line i32)
  (call $log (i32.const 0) (i32.const 7))
  (local.set $line (call $alloc (i32.add (local.get $size) (i32.const 9))))
  (memory.copy (local.get $line) (i32.const 16) (i32.const 9))
  (memory.copy (i32.add (local.get $line) (i32.const 9)) (local.get $input) (local.get $size))
  (call $log (local.get $line) (i32.add (local.get $size) (i32.const 9)))
  (i32.const 0))
