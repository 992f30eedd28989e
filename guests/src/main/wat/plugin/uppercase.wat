;; + plugin.wat
;; uppercase: its input with a-z made A-Z and every other byte as it was, eight bytes at a time.

(import "host" "output" (func $output (param i32 i32)))

(func (export "process") (param $input i32) (param $size i32) (result i32)
  (local $at i32) (local $end i32) (local $eight i64) (local $low i64)
  (local.set $at (local.get $input))
  (local.set $end (i32.add (local.get $input) (local.get $size)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $eight (i64.load (local.get $at)))
      ;; The low seven bits of each byte, to which sums below 0x80 can be added without a carry.
      (local.set $low (i64.and (local.get $eight) (i64.const 0x7f7f7f7f7f7f7f7f)))
      ;; Bit 7 of a byte is set in the first sum from 'a' on and in the second after 'z'; where it
      ;; differs, and was not set before (not ASCII), the letter's bit 5 is turned over.
      (i64.store (local.get $at)
        (i64.xor
          (local.get $eight)
          (i64.shr_u
            (i64.and
              (i64.and
                (i64.xor (local.get $eight) (i64.const -1))
                (i64.const 0x8080808080808080))
              (i64.xor
                (i64.add (local.get $low) (i64.const 0x1f1f1f1f1f1f1f1f))
                (i64.add (local.get $low) (i64.const 0x0505050505050505))))
            (i64.const 2))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next)))
  (call $output (local.get $input) (local.get $size))
  (i32.const 0))
