;; + plugin.wat
;; failing: fails with the code that its input names in decimal, and with 1 when it names none. What
;; it outputs before, its input, tells how far it came.

(import "host" "output" (func $output (param i32 i32)))

(func (export "process") (param $input i32) (param $size i32) (result i32)
  (local $at i32) (local $end i32) (local $digit i32) (local $code i32)
  (call $output (local.get $input) (local.get $size))
  (local.set $at (local.get $input))
  (local.set $end (i32.add (local.get $input) (local.get $size)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
      (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 1))))
      (local.set $code
        (i32.add (i32.mul (local.get $code) (i32.const 10)) (local.get $digit)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
  (select (local.get $code) (i32.const 1) (local.get $code)))
