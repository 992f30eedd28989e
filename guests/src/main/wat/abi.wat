
;; --- abi.wat: what build.sh appends to every module whose first line is `;; + abi.wat` ----------
;;
;; Memory: 16..43 the record a call returns; 1024..4095 a module's own data; 4096.. the heap.
(memory (export "memory") 1)
(global $top (mut i32) (i32.const 4096))

;; Room for `size` bytes at a multiple of `align`; traps when the memory may not grow that far.
(func $alloc (param $align i32) (param $size i32) (result i32)
  (local $at i32) (local $end i32) (local $pages i32)
  (local.set $at
    (i32.and
      (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
  (local.set $end (i32.add (local.get $at) (local.get $size)))
  (if (i32.lt_u (local.get $end) (local.get $at)) (then unreachable))
  (local.set $pages
    (i32.sub
      (i32.add (i32.shr_u (i32.sub (local.get $end) (i32.const 1)) (i32.const 16)) (i32.const 1))
      (memory.size)))
  (if (i32.gt_s (local.get $pages) (i32.const 0))
    (then (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then unreachable))))
  (global.set $top (local.get $end))
  (local.get $at))

(func $cabi_realloc (export "cabi_realloc")
  (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (call $alloc (local.get $align) (local.get $size)))
  (if (local.get $old_size)
    (then
      (memory.copy
        (local.get $at)
        (local.get $old)
        (select (local.get $old_size) (local.get $size)
          (i32.lt_u (local.get $old_size) (local.get $size))))))
  (local.get $at))

;; ok(tuple(state)): byte 16 = 0, option<list<u8>> at 20.
(func $ok (param $some i32) (param $state i32) (param $state_size i32) (result i32)
  (i32.store8 (i32.const 16) (i32.const 0))
  (i32.store8 (i32.const 20) (local.get $some))
  (i32.store (i32.const 24) (local.get $state))
  (i32.store (i32.const 28) (local.get $state_size))
  (i32.const 16))

;; ok(tuple(state, tuple(some(reply)))): the reply's option at 32.
(func $answer
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $reply i32) (param $reply_size i32) (result i32)
  (i32.store8 (i32.const 32) (i32.const 1))
  (i32.store (i32.const 36) (local.get $reply))
  (i32.store (i32.const 40) (local.get $reply_size))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; err(message): byte 16 = 1, the string at 20.
(func $err (param $message i32) (param $message_size i32) (result i32)
  (i32.store8 (i32.const 16) (i32.const 1))
  (i32.store (i32.const 20) (local.get $message))
  (i32.store (i32.const 24) (local.get $message_size))
  (i32.const 16))
