;; + abi.wat
;; savings: an account of the bank in examples/bank, as text. docs/guide/bank.md tells the protocol.
;;
;; It keeps to the same messages as checking.c, but asks nobody before it pays and takes no orders;
;; its state is the same: balance, paid, received,
;; closed, u64 each, little-endian, then the own id.
;;
;; Memory: 512.. what imports answer; 1024..1055 the numbers of the state, 1056..1311 the own id;
;; 1400..1423 digits; 1500.. texts; 2048.. the body of a message that is sent; 4096.. the heap.

(import "theater:simple/message-server-host" "send"
  (func $host_send (param i32 i32 i32 i32 i32)))
(import "theater:simple/random" "random-range" (func $host_random_range (param i64 i64 i32)))

(data (i32.const 1500) "deposit close pay credit return balance open yes no")
(data (i32.const 1600) "not enough money")
(data (i32.const 1632) "not understood: see docs/guide/bank.md")
(data (i32.const 1680) "not understood: ask for balance or open")
(data (i32.const 1728) "the id of an account is too long")

(global $balance (mut i64) (i64.const 0))
(global $paid (mut i64) (i64.const 0))
(global $received (mut i64) (i64.const 0))
(global $closed (mut i64) (i64.const 0))
(global $own_size (mut i32) (i32.const 0))

;; What of the message is left to read, and the word that was read last.
(global $rest (mut i32) (i32.const 0))
(global $end (mut i32) (i32.const 0))
(global $word (mut i32) (i32.const 0))
(global $word_size (mut i32) (i32.const 0))
(global $number (mut i64) (i64.const 0))

;; Where the body of a message that is sent ends.
(global $body_end (mut i32) (i32.const 2048))

(func $load (param $some i32) (param $state i32) (param $size i32)
  (if (i32.or (i32.eqz (local.get $some)) (i32.lt_u (local.get $size) (i32.const 32)))
    (then unreachable))
  (if (i32.gt_u (local.get $size) (i32.const 288)) (then unreachable))
  (memory.copy (i32.const 1024) (local.get $state) (local.get $size))
  (global.set $own_size (i32.sub (local.get $size) (i32.const 32)))
  (global.set $balance (i64.load (i32.const 1024)))
  (global.set $paid (i64.load (i32.const 1032)))
  (global.set $received (i64.load (i32.const 1040)))
  (global.set $closed (i64.load (i32.const 1048))))

(func $keep
  (i64.store (i32.const 1024) (global.get $balance))
  (i64.store (i32.const 1032) (global.get $paid))
  (i64.store (i32.const 1040) (global.get $received))
  (i64.store (i32.const 1048) (global.get $closed)))

(func $kept (result i32)
  (call $keep)
  (call $ok
    (i32.const 1) (i32.const 1024) (i32.add (i32.const 32) (global.get $own_size))))

(func $not_understood (result i32)
  (call $err (i32.const 1632) (i32.const 38)))

;; Reads the next word; the rest goes on behind the space after it.
(func $next
  (global.set $word (global.get $rest))
  (loop $more
    (if (i32.lt_u (global.get $rest) (global.get $end))
      (then
        (if (i32.ne (i32.load8_u (global.get $rest)) (i32.const 32))
          (then
            (global.set $rest (i32.add (global.get $rest) (i32.const 1)))
            (br $more))))))
  (global.set $word_size (i32.sub (global.get $rest) (global.get $word)))
  (if (i32.lt_u (global.get $rest) (global.get $end))
    (then (global.set $rest (i32.add (global.get $rest) (i32.const 1))))))

;; Whether the word is the text at `text`.
(func $is (param $text i32) (param $size i32) (result i32)
  (local $at i32)
  (if (i32.ne (global.get $word_size) (local.get $size)) (then (return (i32.const 0))))
  (loop $more
    (if (i32.lt_u (local.get $at) (local.get $size))
      (then
        (if (i32.ne
              (i32.load8_u (i32.add (global.get $word) (local.get $at)))
              (i32.load8_u (i32.add (local.get $text) (local.get $at))))
          (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $more))))
  (i32.const 1))

;; Reads the rest as a number of at most 18 digits, above 0. Whether it is one.
(func $amount (result i32)
  (local $digit i32)
  (global.set $number (i64.const 0))
  (if (i32.gt_u (i32.sub (global.get $end) (global.get $rest)) (i32.const 18))
    (then (return (i32.const 0))))
  (loop $more
    (if (i32.lt_u (global.get $rest) (global.get $end))
      (then
        (local.set $digit (i32.sub (i32.load8_u (global.get $rest)) (i32.const 48)))
        (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
        (global.set $number
          (i64.add
            (i64.mul (global.get $number) (i64.const 10))
            (i64.extend_i32_u (local.get $digit))))
        (global.set $rest (i32.add (global.get $rest) (i32.const 1)))
        (br $more))))
  (i64.ne (global.get $number) (i64.const 0)))

;; Writes a number's digits so that they end at 1424; answers where they begin.
(func $decimal (param $value i64) (result i32)
  (local $at i32)
  (local.set $at (i32.const 1424))
  (loop $more
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i32.store8
      (local.get $at)
      (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $value) (i64.const 10)))))
    (local.set $value (i64.div_u (local.get $value) (i64.const 10)))
    (br_if $more (i64.ne (local.get $value) (i64.const 0))))
  (local.get $at))

(func $append (param $text i32) (param $size i32)
  (memory.copy (global.get $body_end) (local.get $text) (local.get $size))
  (global.set $body_end (i32.add (global.get $body_end) (local.get $size))))

(func $append_number
  (local $at i32)
  (local.set $at (call $decimal (global.get $number)))
  (call $append (local.get $at) (i32.sub (i32.const 1424) (local.get $at))))

;; Hands the body to the outbox: it leaves when this turn is durable, and not if it fails.
(func $send (param $to i32) (param $size i32) (result i32)
  (call $host_send
    (local.get $to) (local.get $size)
    (i32.const 2048) (i32.sub (global.get $body_end) (i32.const 2048))
    (i32.const 512))
  (if (i32.load8_u (i32.const 512))
    (then (return (call $err (i32.load (i32.const 516)) (i32.load (i32.const 520))))))
  (call $kept))

;; Traps once in 64 turns, as a guest with a bug would.
(func $stumble
  (call $host_random_range (i64.const 0) (i64.const 64) (i32.const 512))
  (if (i64.eqz (i64.load (i32.const 520))) (then unreachable)))

(func $pay (param $to i32) (param $size i32) (result i32)
  (if (i64.gt_u (global.get $number) (global.get $balance))
    (then (return (call $err (i32.const 1600) (i32.const 16)))))
  (global.set $balance (i64.sub (global.get $balance) (global.get $number)))
  (global.set $paid (i64.add (global.get $paid) (global.get $number)))
  (call $append (i32.const 1518) (i32.const 7)) ;; "credit "
  (call $append (i32.const 1056) (global.get $own_size))
  (call $append (i32.const 1507) (i32.const 1)) ;; " "
  (call $append_number)
  (call $send (local.get $to) (local.get $size)))

(func $credit (param $from i32) (param $size i32) (result i32)
  (if (i64.ne (global.get $closed) (i64.const 0))
    (then
      (call $append (i32.const 1525) (i32.const 7)) ;; "return "
      (call $append_number)
      (return (call $send (local.get $from) (local.get $size)))))
  (global.set $balance (i64.add (global.get $balance) (global.get $number)))
  (global.set $received (i64.add (global.get $received) (global.get $number)))
  (call $kept))

;; Does what the message says; answers a result.
(func $handle (result i32)
  (local $pays i32) (local $credits i32) (local $returns i32) (local $deposits i32)
  (local $who i32) (local $who_size i32) (local $done i32)
  (call $next)
  (if (i32.and (call $is (i32.const 1508) (i32.const 5)) ;; close
        (i32.eq (global.get $rest) (global.get $end)))
    (then
      (global.set $closed (i64.const 1))
      (return (call $kept))))
  (local.set $deposits (call $is (i32.const 1500) (i32.const 7)))
  (local.set $pays (call $is (i32.const 1514) (i32.const 3)))
  (local.set $credits (call $is (i32.const 1518) (i32.const 6)))
  (local.set $returns (call $is (i32.const 1525) (i32.const 6)))
  (if (i32.or (local.get $pays) (local.get $credits))
    (then
      (call $next)
      (local.set $who (global.get $word))
      (local.set $who_size (global.get $word_size))))
  (if (i32.gt_u (local.get $who_size) (i32.const 256)) (then (return (call $not_understood))))
  (if (i32.eqz (call $amount)) (then (return (call $not_understood))))
  (if (local.get $deposits)
    (then
      (global.set $balance (i64.add (global.get $balance) (global.get $number)))
      (return (call $kept))))
  (if (local.get $pays)
    (then (local.set $done (call $pay (local.get $who) (local.get $who_size))))
    (else
      (if (local.get $credits)
        (then (local.set $done (call $credit (local.get $who) (local.get $who_size))))
        (else
          (if (i32.eqz (local.get $returns)) (then (return (call $not_understood))))
          (global.set $balance (i64.add (global.get $balance) (global.get $number)))
          (global.set $paid (i64.sub (global.get $paid) (global.get $number)))
          (local.set $done (call $kept))))))
  (if (i32.eqz (i32.load8_u (local.get $done))) (then (call $stumble)))
  (local.get $done))

(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (if (i32.gt_u (local.get $id_size) (i32.const 256))
    (then (return (call $err (i32.const 1728) (i32.const 32)))))
  (memory.copy (i32.const 1056) (local.get $id) (local.get $id_size))
  (global.set $own_size (local.get $id_size))
  (call $kept))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $load (local.get $some) (local.get $state) (local.get $state_size))
  (global.set $rest (local.get $body))
  (global.set $end (i32.add (local.get $body) (local.get $body_size)))
  (call $handle))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $at i32)
  (call $load (local.get $some) (local.get $state) (local.get $state_size))
  (global.set $word (local.get $body))
  (global.set $word_size (local.get $body_size))
  (if (call $is (i32.const 1540) (i32.const 4)) ;; open
    (then
      (local.set $at (i64.ne (global.get $closed) (i64.const 0)))
      (return (call $answer (i32.const 1) (i32.const 1024)
        (i32.add (i32.const 32) (global.get $own_size))
        (select (i32.const 1549) (i32.const 1545) (local.get $at)) ;; no, yes
        (select (i32.const 2) (i32.const 3) (local.get $at))))))
  (if (i32.eqz (call $is (i32.const 1532) (i32.const 7)))
    (then (return (call $err (i32.const 1680) (i32.const 39)))))
  (local.set $at (call $decimal (global.get $balance)))
  (call $answer (i32.const 1) (i32.const 1024)
    (i32.add (i32.const 32) (global.get $own_size))
    (local.get $at) (i32.sub (i32.const 1424) (local.get $at))))
