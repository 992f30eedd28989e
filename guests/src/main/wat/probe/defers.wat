;; + abi.wat
;; defers: needs the grant message-server-host. A request is answered later: it keeps the request's
;; id as the state and returns none. A message responds to that id with its body, by respond-to-
;; request, and leaves no state. A message while no request waits, and a request while one waits,
;; is an err, and so is what respond-to-request refuses.

(import "theater:simple/message-server-host" "respond-to-request"
  (func $respond (param i32 i32 i32 i32 i32)))
(data (i32.const 1024) "no request waits for an answer")
(data (i32.const 1088) "a request waits already")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (if (i32.eqz (local.get $some))
    (then (return (call $err (i32.const 1024) (i32.const 30)))))
  ;; result<_, string> at 512: byte 512 the case, 516 pointer, 520 size
  (call $respond (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size) (i32.const 512))
  (if (i32.load8_u (i32.const 512))
    (then (return (call $err (i32.load (i32.const 516)) (i32.load (i32.const 520))))))
  (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (if (local.get $some)
    (then (return (call $err (i32.const 1088) (i32.const 23)))))
  (i32.store8 (i32.const 32) (i32.const 0))
  (call $ok (i32.const 1) (local.get $id) (local.get $id_size)))
