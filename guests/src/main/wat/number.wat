
;; --- number.wat: appended after abi.wat where the first line names it ---------------------------

;; The digits of `value`, written so that they end at byte 1024; answers where they begin (>= 1004).
(func $decimal (param $value i64) (result i32)
  (local $at i32)
  (local.set $at (i32.const 1024))
  (loop $next
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i32.store8
      (local.get $at)
      (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $value) (i64.const 10)))))
    (local.set $value (i64.div_u (local.get $value) (i64.const 10)))
    (br_if $next (i64.ne (local.get $value) (i64.const 0))))
  (local.get $at))

;; The value of the leading decimal digits of a text; 0 if there is none. Wraps past 2^64.
(func $number (param $at i32) (param $size i32) (result i64)
  (local $value i64) (local $digit i32) (local $end i32)
  (local.set $end (i32.add (local.get $at) (local.get $size)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
      (br_if $done (i32.gt_u (local.get $digit) (i32.const 9)))
      (local.set $value
        (i64.add
          (i64.mul (local.get $value) (i64.const 10))
          (i64.extend_i32_u (local.get $digit))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
  (local.get $value))
