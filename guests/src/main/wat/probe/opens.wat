;; + abi.wat
;; opens: a message opens a channel to the actor that it names; err answers the message if that
;; fails. Accepts every channel. Needs the grant message-server-host; its state stays what it is.

;; open-channel(id, body) -> result<string, string>, to where the last parameter points: the tag,
;; then at 4 the text
(import "theater:simple/message-server-host" "open-channel"
  (func $open (param i32 i32 i32 i32 i32)))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-send(state, (whom)) -> ok((state)), or err(why)
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $whom i32) (param $whom_size i32) (result i32)
  (call $open
    (local.get $whom) (local.get $whom_size)
    (local.get $whom) (i32.const 0)
    (i32.const 1024))
  (if (i32.load8_u (i32.const 1024))
    (then (return (call $err (i32.load (i32.const 1028)) (i32.load (i32.const 1032))))))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; handle-channel-open(state, (channel, body)) -> ok((state, (channel-accept))): see channels.wat
(func (export "theater:simple/message-server-client#handle-channel-open")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (i32.store8 (i32.const 32) (i32.const 1))
  (i32.store8 (i32.const 36) (i32.const 0))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
