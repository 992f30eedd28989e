;; + abi.wat + number.wat
;; sleeps: grant `timing`. A body is lines of calls:
;;
;;   s100   sleep, in milliseconds
;;   d100   deadline, in milliseconds
;;
;; A request answers a line for each: ok, or `! ` and the error. A message becomes the state.
(import "theater:simple/timing" "sleep" (func $sleep (param i64 i32)))
(import "theater:simple/timing" "deadline" (func $deadline (param i64 i32)))

;; 1536 the record that an import fills.
(data (i32.const 1100) "ok")
(data (i32.const 1116) "! ")
(data (i32.const 1120) "\n")

(global $out (mut i32) (i32.const 0))
(global $out_size (mut i32) (i32.const 0))
(global $out_room (mut i32) (i32.const 0))

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

;; Says ok, or the error that the record tells.
(func $say_ok
  (if (i32.load8_u (i32.const 1536))
    (then
      (call $say (i32.const 1116) (i32.const 2))
      (call $say (i32.load (i32.const 1540)) (i32.load (i32.const 1544))))
    (else (call $say (i32.const 1100) (i32.const 2)))))

;; Does what the line says.
(func $do (param $at i32) (param $end i32)
  (local $op i32) (local $number i64)
  (local.set $op (i32.load8_u (local.get $at)))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (local.set $number
    (call $number (local.get $at) (i32.sub (local.get $end) (local.get $at))))
  (if (i32.eq (local.get $op) (i32.const 115)) ;; s
    (then (call $sleep (local.get $number) (i32.const 1536)) (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 100)) ;; d
    (then (call $deadline (local.get $number) (i32.const 1536)) (call $say_ok))))

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

;; handle-send(state, (body)) -> ok((body))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $at i32) (param $size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $run (local.get $body) (local.get $body_size))
  (call $ok (i32.const 1) (local.get $body) (local.get $body_size)))

;; handle-request(state, (request id, body)) -> ok((state, (some(answer))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $at i32) (param $size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $run (local.get $body) (local.get $body_size))
  (call $answer (local.get $some) (local.get $at) (local.get $size)
    (global.get $out) (global.get $out_size)))
