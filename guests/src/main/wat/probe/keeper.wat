;; + abi.wat + number.wat
;; keeper: grant `store`. A body is lines of calls, each a letter with what it takes, | between:
;;
;;   n                           new
;;   s|store|content             store
;;   g|store|hash                get
;;   e|store|hash                exists
;;   l|store|label|hash          label
;;   b|store|label               get-by-label
;;   d|store|label               remove-label
;;   r|store|label|hash          remove-from-label
;;   p|store|label|content       store-at-label
;;   c|store|label|content       replace-content-at-label
;;   a|store|label|hash          replace-at-label
;;   L|store  C|store  T|store   list-labels, list-all-content, calculate-total-size
;;   x                           unreachable
;;
;; A request answers a line for each: a hash, a text, yes or no, a number, a list with commas, none,
;; ok, or `! ` and the error. A message answers nothing. The state stays what it is. In a store
;; named @ it is the one that the first n of the body made.
(import "theater:simple/store" "new" (func $new (param i32)))
(import "theater:simple/store" "store" (func $store (param i32 i32 i32 i32 i32)))
(import "theater:simple/store" "get" (func $get (param i32 i32 i32 i32 i32)))
(import "theater:simple/store" "exists" (func $exists (param i32 i32 i32 i32 i32)))
(import "theater:simple/store" "label" (func $label (param i32 i32 i32 i32 i32 i32 i32)))
(import "theater:simple/store" "get-by-label" (func $get-by-label (param i32 i32 i32 i32 i32)))
(import "theater:simple/store" "remove-label" (func $remove-label (param i32 i32 i32 i32 i32)))
(import "theater:simple/store" "remove-from-label"
  (func $remove-from-label (param i32 i32 i32 i32 i32 i32 i32)))
(import "theater:simple/store" "store-at-label"
  (func $store-at-label (param i32 i32 i32 i32 i32 i32 i32)))
(import "theater:simple/store" "replace-content-at-label"
  (func $replace-content-at-label (param i32 i32 i32 i32 i32 i32 i32)))
(import "theater:simple/store" "replace-at-label"
  (func $replace-at-label (param i32 i32 i32 i32 i32 i32 i32)))
(import "theater:simple/store" "list-labels" (func $list-labels (param i32 i32 i32)))
(import "theater:simple/store" "list-all-content" (func $list-all-content (param i32 i32 i32)))
(import "theater:simple/store" "calculate-total-size"
  (func $calculate-total-size (param i32 i32 i32)))

;; 1536 the record that an import fills; 1600 the fields of the line, pointer and size each.
(data (i32.const 1100) "ok")
(data (i32.const 1104) "none")
(data (i32.const 1108) "yes")
(data (i32.const 1112) "no")
(data (i32.const 1116) "! ")
(data (i32.const 1120) "\n")
(data (i32.const 1124) ",")

(global $out (mut i32) (i32.const 0))
(global $out_size (mut i32) (i32.const 0))
(global $out_room (mut i32) (i32.const 0))
(global $made (mut i32) (i32.const 0))
(global $made_size (mut i32) (i32.const 0))

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

;; The id of the store: what the line says, or for @ that of the one made.
(func $id (result i32)
  (if (result i32)
    (i32.and
      (i32.eq (call $size (i32.const 1)) (i32.const 1))
      (i32.eq (i32.load8_u (call $field (i32.const 1))) (i32.const 64)))
    (then (global.get $made))
    (else (call $field (i32.const 1)))))

(func $id_size (result i32)
  (if (result i32)
    (i32.and
      (i32.eq (call $size (i32.const 1)) (i32.const 1))
      (i32.eq (i32.load8_u (call $field (i32.const 1))) (i32.const 64)))
    (then (global.get $made_size))
    (else (call $size (i32.const 1)))))

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

;; Whether the record tells an error, whose text is at `at` of it: then it is said.
(func $failed (param $at i32) (result i32)
  (if (i32.load8_u (i32.const 1536))
    (then
      (call $say (i32.const 1116) (i32.const 2))
      (call $say
        (i32.load (i32.add (i32.const 1536) (local.get $at)))
        (i32.load (i32.add (i32.const 1540) (local.get $at))))))
  (i32.load8_u (i32.const 1536)))

(func $say_text
  (if (i32.eqz (call $failed (i32.const 4)))
    (then (call $say (i32.load (i32.const 1540)) (i32.load (i32.const 1544))))))

(func $say_ok
  (if (i32.eqz (call $failed (i32.const 4)))
    (then (call $say (i32.const 1100) (i32.const 2)))))

(func $say_bool
  (if (i32.eqz (call $failed (i32.const 4)))
    (then
      (if (i32.load8_u (i32.const 1540))
        (then (call $say (i32.const 1108) (i32.const 3)))
        (else (call $say (i32.const 1112) (i32.const 2)))))))

(func $say_option
  (if (i32.eqz (call $failed (i32.const 4)))
    (then
      (if (i32.load8_u (i32.const 1540))
        (then (call $say (i32.load (i32.const 1544)) (i32.load (i32.const 1548))))
        (else (call $say (i32.const 1104) (i32.const 4)))))))

(func $say_number
  (local $digits i32)
  (if (i32.eqz (call $failed (i32.const 8)))
    (then
      (local.set $digits (call $decimal (i64.load (i32.const 1544))))
      (call $say (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))))

(func $say_list
  (local $item i32) (local $end i32)
  (if (i32.eqz (call $failed (i32.const 4)))
    (then
      (local.set $item (i32.load (i32.const 1540)))
      (local.set $end
        (i32.add (local.get $item) (i32.shl (i32.load (i32.const 1544)) (i32.const 3))))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $item) (local.get $end)))
          (call $say
            (i32.load (local.get $item)) (i32.load (i32.add (local.get $item) (i32.const 4))))
          (local.set $item (i32.add (local.get $item) (i32.const 8)))
          (if (i32.lt_u (local.get $item) (local.get $end))
            (then (call $say (i32.const 1124) (i32.const 1))))
          (br $next))))))

;; Does what the line says.
(func $do (param $at i32) (param $end i32)
  (local $op i32)
  (call $split (local.get $at) (local.get $end))
  (local.set $op (i32.load8_u (local.get $at)))
  (if (i32.eq (local.get $op) (i32.const 120)) (then unreachable)) ;; x
  (if (i32.eq (local.get $op) (i32.const 110)) ;; n
    (then
      (call $new (i32.const 1536))
      (if (i32.eqz (global.get $made_size))
        (then
          (global.set $made (i32.load (i32.const 1540)))
          (global.set $made_size (i32.load (i32.const 1544)))))
      (call $say_text)))
  (if (i32.eq (local.get $op) (i32.const 115)) ;; s
    (then
      (call $store (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2)) (i32.const 1536))
      (call $say_text)))
  (if (i32.eq (local.get $op) (i32.const 103)) ;; g
    (then
      (call $get (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2)) (i32.const 1536))
      (call $say_text)))
  (if (i32.eq (local.get $op) (i32.const 101)) ;; e
    (then
      (call $exists (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2)) (i32.const 1536))
      (call $say_bool)))
  (if (i32.eq (local.get $op) (i32.const 108)) ;; l
    (then
      (call $label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 98)) ;; b
    (then
      (call $get-by-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2)) (i32.const 1536))
      (call $say_option)))
  (if (i32.eq (local.get $op) (i32.const 100)) ;; d
    (then
      (call $remove-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 114)) ;; r
    (then
      (call $remove-from-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 112)) ;; p
    (then
      (call $store-at-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_text)))
  (if (i32.eq (local.get $op) (i32.const 99)) ;; c
    (then
      (call $replace-content-at-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_text)))
  (if (i32.eq (local.get $op) (i32.const 97)) ;; a
    (then
      (call $replace-at-label (call $id) (call $id_size)
        (call $field (i32.const 2)) (call $size (i32.const 2))
        (call $field (i32.const 3)) (call $size (i32.const 3)) (i32.const 1536))
      (call $say_ok)))
  (if (i32.eq (local.get $op) (i32.const 76)) ;; L
    (then
      (call $list-labels (call $id) (call $id_size) (i32.const 1536))
      (call $say_list)))
  (if (i32.eq (local.get $op) (i32.const 67)) ;; C
    (then
      (call $list-all-content (call $id) (call $id_size) (i32.const 1536))
      (call $say_list)))
  (if (i32.eq (local.get $op) (i32.const 84)) ;; T
    (then
      (call $calculate-total-size (call $id) (call $id_size) (i32.const 1536))
      (call $say_number))))

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
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $run (local.get $body) (local.get $body_size))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-request(state, (request id, body)) -> ok((state, (some(answer))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $run (local.get $body) (local.get $body_size))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (global.get $out) (global.get $out_size)))
