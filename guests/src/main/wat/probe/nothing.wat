;; + abi.wat + number.wat
;; nothing: tells a state of none from an empty one. The message "none" leaves none, "empty" an
;; empty state, any other body becomes the state. A request answers "none", or "some" and the size
;; in decimal, as in "some 0".

(data (i32.const 1024) "none")
(data (i32.const 1032) "some ")
(data (i32.const 1064) "empty")

;; Whether a body is the word at `at`.
(func $is (param $body i32) (param $body_size i32) (param $at i32) (param $size i32) (result i32)
  (if (i32.ne (local.get $body_size) (local.get $size)) (then (return (i32.const 0))))
  (loop $next
    (local.set $size (i32.sub (local.get $size) (i32.const 1)))
    (if
      (i32.ne
        (i32.load8_u (i32.add (local.get $body) (local.get $size)))
        (i32.load8_u (i32.add (local.get $at) (local.get $size))))
      (then (return (i32.const 0))))
    (br_if $next (local.get $size)))
  (i32.const 1))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (if (call $is (local.get $body) (local.get $body_size) (i32.const 1024) (i32.const 4))
    (then (return (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))))
  (if (call $is (local.get $body) (local.get $body_size) (i32.const 1064) (i32.const 5))
    (then (return (call $ok (i32.const 1) (i32.const 0) (i32.const 0)))))
  (call $ok (i32.const 1) (local.get $body) (local.get $body_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32) (local $size i32)
  (if (i32.eqz (local.get $some))
    (then
      (return
        (call $answer (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1024) (i32.const 4)))))
  (local.set $digits (call $decimal (i64.extend_i32_u (local.get $state_size))))
  (local.set $size (i32.sub (i32.const 1024) (local.get $digits)))
  (memory.copy (i32.const 1037) (local.get $digits) (local.get $size))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (i32.const 1032) (i32.add (i32.const 5) (local.get $size))))
