
;; --- plugin.wat: what build.sh appends to every module whose first line is `;; + plugin.wat` -----
;;
;; Memory: ..1023 a module's own data; 1024.. what the host puts there through `alloc`. A run starts
;; on a fresh instance, so nothing is ever freed.
(memory (export "memory") 1)
(global $top (mut i32) (i32.const 1024))

;; Room for `size` bytes at a multiple of 8, and 7 more after it that may be read and written as
;; well; traps when the memory may not grow that far.
(func $alloc (export "alloc") (param $size i32) (result i32)
  (local $at i32) (local $end i32) (local $pages i32)
  (local.set $at (global.get $top))
  (local.set $end
    (i32.and
      (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 15))
      (i32.const -8)))
  (if (i32.lt_u (local.get $end) (local.get $at)) (then unreachable))
  (local.set $pages
    (i32.sub
      (i32.add (i32.shr_u (i32.sub (local.get $end) (i32.const 1)) (i32.const 16)) (i32.const 1))
      (memory.size)))
  (if (i32.gt_s (local.get $pages) (i32.const 0))
    (then (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then unreachable))))
  (global.set $top (local.get $end))
  (local.get $at))
