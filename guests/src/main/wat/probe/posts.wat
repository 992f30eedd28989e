;; + abi.wat
;; posts: exports cabi_post_... beside each call. It traps unless it gets the very pointer the call
;; returned, and unless a call came before it; so a host that calls it well sees an echo.

(global $returned (mut i32) (i32.const 0))

(func $post (param $pointer i32)
  (if (i32.eqz (global.get $returned)) (then unreachable))
  (if (i32.ne (local.get $pointer) (global.get $returned)) (then unreachable)))
(func (export "cabi_post_theater:simple/actor#init") (param i32)
  (call $post (local.get 0)))
(func (export "cabi_post_theater:simple/message-server-client#handle-send") (param i32)
  (call $post (local.get 0)))
(func (export "cabi_post_theater:simple/message-server-client#handle-request") (param i32)
  (call $post (local.get 0)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (global.set $returned (i32.const 16))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (body)) -> ok((state))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (global.set $returned (i32.const 16))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-request(state, (request id, body)) -> ok((state, (some(body))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (global.set $returned (i32.const 16))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
