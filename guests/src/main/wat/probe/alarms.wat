;; + abi.wat + number.wat
;; alarms: grant `timers`. A body is lines of calls, each a letter with what it takes, | between:
;;
;;   s|name|due|body   set, due in milliseconds since 1970
;;   c|name            cancel
;;   L                 list
;;   ?                 the state
;;   x                 unreachable
;;
;; Any other line does nothing. A request answers a line for each: ok, `! ` and the error, the timers
;; as name=due with commas, or the state. The state is the bodies of all messages, a line each.
(import "odeon:actor/timers" "set" (func $set (param i32 i32 i64 i32 i32 i32)))
(import "odeon:actor/timers" "cancel" (func $cancel (param i32 i32 i32)))
(import "odeon:actor/timers" "list" (func $list (param i32)))

;; 1536 the record that an import fills; 1600 the fields of the line, pointer and size each.
(data (i32.const 1100) "ok")
(data (i32.const 1116) "! ")
(data (i32.const 1120) "\n")
(data (i32.const 1124) ",")
(data (i32.const 1128) "=")

(global $out (mut i32) (i32.const 0))
(global $out_size (mut i32) (i32.const 0))
(global $out_room (mut i32) (i32.const 0))
(global $state (mut i32) (i32.const 0))
(global $state_size (mut i32) (i32.const 0))

;; Adds a text to the answer.
(func $say (param $at i32) (param $size i32)
  (local $needed i32) (local $room i32) (local $new i32)
  (local.set $needed (i32.add (global.get $out_size) (local.get $size)))
  (if (i32.gt_u (local.get $needed) (global.get $out_room))
    (then
      (local.set $room (i32.add (i32.mul (local.get $needed) (i32.const 2)) (i32.const 1024)))
      (local.set $new (call $alloc (i32.const 1) (local.get $room)))
      (memory.copy (local.get $new) (global.get $out) (global.get $out_size))
      (global.set $out (local.get $new))
      (global.set $out_room (local.get $room))))
  (memory.copy
    (i32.add (global.get $out) (global.get $out_size)) (local.get $at) (local.get $size))
  (global.set $out_size (local.get $needed)))

(func $field (param $index i32) (result i32)
  (i32.load (i32.add (i32.const 1600) (i32.shl (local.get $index) (i32.const 3)))))

(func $size (param $index i32) (result i32)
  (i32.load (i32.add (i32.const 1604) (i32.shl (local.get $index) (i32.const 3)))))

;; Splits a line at the first three |.
(func $split (param $at i32) (param $end i32)
  (local $field i32)
  (memory.fill (i32.const 1600) (i32.const 0) (i32.const 32))
  (local.set $field (i32.const 1600))
  (i32.store (local.get $field) (local.get $at))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (if
        (i32.and
          (i32.eq (i32.load8_u (local.get $at)) (i32.const 124))
          (i32.lt_u (local.get $field) (i32.const 1624)))
        (then
          (local.set $field (i32.add (local.get $field) (i32.const 8)))
          (i32.store (local.get $field) (i32.add (local.get $at) (i32.const 1))))
        (else
          (i32.store
            (i32.add (local.get $field) (i32.const 4))
            (i32.add
              (i32.load (i32.add (local.get $field) (i32.const 4)))
              (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))))

;; Says ok, or the error that the record tells.
(func $say_ok
  (if (i32.load8_u (i32.const 1536))
    (then
      (call $say (i32.const 1116) (i32.const 2))
      (call $say (i32.load (i32.const 1540)) (i32.load (i32.const 1544))))
    (else (call $say (i32.const 1100) (i32.const 2)))))

(func $say_list
  (local $item i32) (local $end i32) (local $digits i32)
  (local.set $item (i32.load (i32.const 1536)))
  (local.set $end
    (i32.add (local.get $item) (i32.shl (i32.load (i32.const 1540)) (i32.const 4))))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $item) (local.get $end)))
      (call $say
        (i32.load (local.get $item)) (i32.load (i32.add (local.get $item) (i32.const 4))))
      (call $say (i32.const 1128) (i32.const 1))
      (local.set $digits
        (call $decimal (i64.load (i32.add (local.get $item) (i32.const 8)))))
      (call $say (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits)))
      (local.set $item (i32.add (local.get $item) (i32.const 16)))
      (if (i32.lt_u (local.get $item) (local.get $end))
        (then (call $say (i32.const 1124) (i32.const 1))))
      (br $next))))

;; Does what the line says.
(func $do (param $at i32) (param $end i32)
  (local $op i32)
  (call $split (local.get $at) (local.get $end))
  (local.set $op (i32.load8_u (local.get $at)))
  (if (i32.eq (local.get $op) (i32.const 120)) (then unreachable)) ;; x
  (if (i32.eq (local.get $op) (i32.const 115)) ;; s
    (then
      (call $set
        (call $field (i32.const 1)) (call $size (i32.const 1))
        (call $number (call $field (i32.const 2)) (call $size (i32.const 2)))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 99)) ;; c
    (then
      (call $cancel
        (call $field (i32.const 1)) (call $size (i32.const 1)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 76)) ;; L
    (then
      (call $list (i32.const 1536))
      (call $say_list)))
  (if (i32.eq (local.get $op) (i32.const 63)) ;; ?
    (then (call $say (global.get $state) (global.get $state_size)))))

;; Does all lines of a body; the answer is in $out.
(func $run (param $at i32) (param $size i32)
  (local $end i32) (local $line i32) (local $first i32)
  (local.set $end (i32.add (local.get $at) (local.get $size)))
  (local.set $first (i32.const 1))
  (loop $next
    (local.set $line (local.get $at))
    (block $ended
      (loop $more
        (br_if $ended (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $ended (i32.eq (i32.load8_u (local.get $at)) (i32.const 10)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $more)))
    (if (i32.lt_u (local.get $line) (local.get $at))
      (then
        (if (i32.eqz (local.get $first)) (then (call $say (i32.const 1120) (i32.const 1))))
        (local.set $first (i32.const 0))
        (call $do (local.get $line) (local.get $at))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $at i32) (param $size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $at) (local.get $size)))

;; handle-send(state, (body)) -> ok((state and body))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $at i32) (param $size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $new i32) (local $new_size i32)
  (local.set $new_size
    (i32.add (i32.add (local.get $size) (local.get $body_size)) (i32.const 1)))
  (local.set $new (call $alloc (i32.const 1) (local.get $new_size)))
  (memory.copy (local.get $new) (local.get $at) (local.get $size))
  (memory.copy
    (i32.add (local.get $new) (local.get $size)) (local.get $body) (local.get $body_size))
  (i32.store8
    (i32.sub (i32.add (local.get $new) (local.get $new_size)) (i32.const 1)) (i32.const 10))
  (call $run (local.get $body) (local.get $body_size))
  (call $ok (i32.const 1) (local.get $new) (local.get $new_size)))

;; handle-request(state, (request id, body)) -> ok((state, (some(answer))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $at i32) (param $size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (global.set $state (local.get $at))
  (global.set $state_size (local.get $size))
  (call $run (local.get $body) (local.get $body_size))
  (call $answer (local.get $some) (local.get $at) (local.get $size)
    (global.get $out) (global.get $out_size)))
