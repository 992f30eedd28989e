;; echo: answers every request with its own bytes and keeps no state of its own.
;;
;; The smallest actor there is, and a template for others: a core module that speaks the canonical
;; ABI of `theater:simple` directly. Memory: 16..43 the record a call returns; 1024.. what the host
;; put there through cabi_realloc. A turn starts on a fresh instance, so nothing is ever freed.
(module
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))

  ;; Room for `size` bytes at a multiple of `align`; traps when the memory may not grow that far.
  (func $cabi_realloc (export "cabi_realloc")
    (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
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
      (then
        (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then unreachable))))
    (global.set $top (local.get $end))
    (if (local.get $old_size)
      (then
        (memory.copy
          (local.get $at)
          (local.get $old)
          (select (local.get $old_size) (local.get $size)
            (i32.lt_u (local.get $old_size) (local.get $size))))))
    (local.get $at))

  ;; ok(tuple(state)): byte 16 = 0, then option<list<u8>> at 20.
  (func $ok (param $some i32) (param $state i32) (param $state_size i32) (result i32)
    (i32.store8 (i32.const 16) (i32.const 0))
    (i32.store8 (i32.const 20) (local.get $some))
    (i32.store (i32.const 24) (local.get $state))
    (i32.store (i32.const 28) (local.get $state_size))
    (i32.const 16))

  ;; init(state, (id)) -> ok((state))
  (func (export "theater:simple/actor#init")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $id i32) (param $id_size i32) (result i32)
    (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

  ;; handle-send(state, (body)) -> ok((state))
  (func (export "theater:simple/message-server-client#handle-send")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $body i32) (param $body_size i32) (result i32)
    (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

  ;; handle-request(state, (request id, body)) -> ok((state, (some(body)))): the reply at 32.
  (func (export "theater:simple/message-server-client#handle-request")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
    (i32.store8 (i32.const 32) (i32.const 1))
    (i32.store (i32.const 36) (local.get $body))
    (i32.store (i32.const 40) (local.get $body_size))
    (call $ok (local.get $some) (local.get $state) (local.get $state_size))))
