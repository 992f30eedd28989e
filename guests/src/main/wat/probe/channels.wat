;; + abi.wat
;; channels: exports the channel calls. handle-channel-open(channel, body) accepts, answering the
;; body, unless the body is empty; then it refuses, with no message. Its state is the channel's id
;; while one is open. handle-channel-message makes the message's body the state, handle-channel-
;; close none.

;; channel-accept {accepted: bool, message: option<list<u8>>} at 32: byte 32, option at 36 (to 47)
(func $accept (param $accepted i32) (param $message i32) (param $message_size i32)
  (i32.store8 (i32.const 32) (local.get $accepted))
  (i32.store8 (i32.const 36) (local.get $accepted))
  (i32.store (i32.const 40) (local.get $message))
  (i32.store (i32.const 44) (local.get $message_size)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-channel-open(state, (channel, body)) -> ok((some(channel), (channel-accept)))
(func (export "theater:simple/message-server-client#handle-channel-open")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $accept
    (i32.ne (local.get $body_size) (i32.const 0))
    (local.get $body)
    (local.get $body_size))
  (if (i32.eqz (local.get $body_size))
    (then
      (return (call $ok (local.get $some) (local.get $state) (local.get $state_size)))))
  (call $ok (i32.const 1) (local.get $id) (local.get $id_size)))

;; handle-channel-message(state, (channel, body)) -> ok((some(body)))
(func (export "theater:simple/message-server-client#handle-channel-message")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $ok (i32.const 1) (local.get $body) (local.get $body_size)))

;; handle-channel-close(state, (channel)) -> ok((none))
(func (export "theater:simple/message-server-client#handle-channel-close")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (i32.const 0) (i32.const 0) (i32.const 0)))
