;; counter: a number that messages and requests add to.
;;
;; State: 8 bytes, an unsigned 64-bit number, little-endian; none counts as 0.
;; A message, or a request, is "" or "inc" (add 1) or a decimal number (add that); a request answers
;; the new number in decimal. The request "get" answers the number and changes nothing.
;; All else, a sum past 2^64-1, and a state that is not 8 bytes long is an err.
;;
;; Memory: 16..43 the record a call returns; 64..71 the new state; 72..79 the amount a body adds;
;; 84..103 the answer's digits; 128.. texts; 1024.. what the host put there through cabi_realloc.
(module
  (import "theater:simple/runtime" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))

  (data (i32.const 128) "not a number: send nothing, inc, or a decimal number up to 2^64-1")
  (data (i32.const 256) "not a number: ask for get, inc, or to add a decimal number up to 2^64-1")
  (data (i32.const 384) "the count would pass 2^64-1")
  (data (i32.const 448) "the state is not a counter's: it must be 8 bytes")
  (data (i32.const 512) "counting")

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

  ;; ok(tuple(some(count))): byte 16 = 0, option<list<u8>> at 20.
  (func $ok (param $count i64) (result i32)
    (i64.store (i32.const 64) (local.get $count))
    (i32.store8 (i32.const 16) (i32.const 0))
    (i32.store8 (i32.const 20) (i32.const 1))
    (i32.store (i32.const 24) (i32.const 64))
    (i32.store (i32.const 28) (i32.const 8))
    (i32.const 16))

  ;; ok(tuple(some(count), tuple(some(digits of count)))): the answer's option at 32.
  (func $answer (param $count i64) (result i32)
    (local $at i32) (local $rest i64)
    (local.set $at (i32.const 104))
    (local.set $rest (local.get $count))
    (loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8
        (local.get $at)
        (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $rest) (i64.const 10)))))
      (local.set $rest (i64.div_u (local.get $rest) (i64.const 10)))
      (br_if $next (i64.ne (local.get $rest) (i64.const 0))))
    (i32.store8 (i32.const 32) (i32.const 1))
    (i32.store (i32.const 36) (local.get $at))
    (i32.store (i32.const 40) (i32.sub (i32.const 104) (local.get $at)))
    (call $ok (local.get $count)))

  ;; err(message): byte 16 = 1, the string at 20.
  (func $err (param $message i32) (param $message_size i32) (result i32)
    (i32.store8 (i32.const 16) (i32.const 1))
    (i32.store (i32.const 20) (local.get $message))
    (i32.store (i32.const 24) (local.get $message_size))
    (i32.const 16))

  ;; Whether a state is one this actor wrote.
  (func $good (param $some i32) (param $state_size i32) (result i32)
    (i32.or (i32.eqz (local.get $some)) (i32.eq (local.get $state_size) (i32.const 8))))

  (func $count (param $some i32) (param $state i32) (result i64)
    (if (result i64) (local.get $some)
      (then (i64.load align=1 (local.get $state)))
      (else (i64.const 0))))

  ;; Whether a body is the three letters in the low 24 bits of `word` (first letter lowest).
  (func $is (param $body i32) (param $body_size i32) (param $word i32) (result i32)
    (if (i32.ne (local.get $body_size) (i32.const 3)) (then (return (i32.const 0))))
    (i32.eq
      (i32.or
        (i32.load16_u align=1 (local.get $body))
        (i32.shl (i32.load8_u offset=2 (local.get $body)) (i32.const 16)))
      (local.get $word)))

  ;; Whether a body is "", "inc" or a 64-bit decimal; then what it adds stands at 72.
  (func $amount (param $body i32) (param $body_size i32) (result i32)
    (local $end i32) (local $digit i32) (local $value i64)
    (i64.store (i32.const 72) (i64.const 1))
    (if (i32.eqz (local.get $body_size)) (then (return (i32.const 1))))
    (if (call $is (local.get $body) (local.get $body_size) (i32.const 0x636e69))
      (then (return (i32.const 1))))
    (local.set $end (i32.add (local.get $body) (local.get $body_size)))
    (loop $next
      (local.set $digit (i32.sub (i32.load8_u (local.get $body)) (i32.const 48)))
      (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
      ;; 1844674407370955161 = (2^64-1) / 10
      (if (i64.gt_u (local.get $value) (i64.const 1844674407370955161))
        (then (return (i32.const 0))))
      (local.set $value
        (i64.add
          (i64.mul (local.get $value) (i64.const 10))
          (i64.extend_i32_u (local.get $digit))))
      (if (i64.lt_u (local.get $value) (i64.extend_i32_u (local.get $digit)))
        (then (return (i32.const 0))))
      (local.set $body (i32.add (local.get $body) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $body) (local.get $end))))
    (i64.store (i32.const 72) (local.get $value))
    (i32.const 1))

  ;; init(state, (id)) -> ok((some(count))): 0, or the state it is given.
  (func (export "theater:simple/actor#init")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $id i32) (param $id_size i32) (result i32)
    (if (i32.eqz (call $good (local.get $some) (local.get $state_size)))
      (then (return (call $err (i32.const 448) (i32.const 48)))))
    (call $log (i32.const 512) (i32.const 8))
    (call $ok (call $count (local.get $some) (local.get $state))))

  ;; handle-send(state, (body)) -> ok((some(count)))
  (func (export "theater:simple/message-server-client#handle-send")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $body i32) (param $body_size i32) (result i32)
    (local $old i64) (local $new i64)
    (if (i32.eqz (call $good (local.get $some) (local.get $state_size)))
      (then (return (call $err (i32.const 448) (i32.const 48)))))
    (if (i32.eqz (call $amount (local.get $body) (local.get $body_size)))
      (then (return (call $err (i32.const 128) (i32.const 65)))))
    (local.set $old (call $count (local.get $some) (local.get $state)))
    (local.set $new (i64.add (local.get $old) (i64.load (i32.const 72))))
    (if (i64.lt_u (local.get $new) (local.get $old))
      (then (return (call $err (i32.const 384) (i32.const 27)))))
    (call $ok (local.get $new)))

  ;; handle-request(state, (request id, body)) -> ok((some(count), (some(digits))))
  (func (export "theater:simple/message-server-client#handle-request")
    (param $some i32) (param $state i32) (param $state_size i32)
    (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
    (local $old i64) (local $new i64)
    (if (i32.eqz (call $good (local.get $some) (local.get $state_size)))
      (then (return (call $err (i32.const 448) (i32.const 48)))))
    (local.set $old (call $count (local.get $some) (local.get $state)))
    (if (call $is (local.get $body) (local.get $body_size) (i32.const 0x746567))
      (then (return (call $answer (local.get $old)))))
    (if (i32.eqz (call $amount (local.get $body) (local.get $body_size)))
      (then (return (call $err (i32.const 256) (i32.const 71)))))
    (local.set $new (i64.add (local.get $old) (i64.load (i32.const 72))))
    (if (i64.lt_u (local.get $new) (local.get $old))
      (then (return (call $err (i32.const 384) (i32.const 27)))))
    (call $answer (local.get $new))))
