;; + abi.wat
;; grows-then-traps: a message takes and touches memory page by page until it gets no more, then
;; traps; a request is echoed.

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $page i32)
  (loop $more
    (local.set $page (memory.grow (i32.const 1)))
    (if (i32.eq (local.get $page) (i32.const -1)) (then unreachable))
    (i32.store8 (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
    (br $more))
  unreachable)

;; handle-request(state, (request id, body)) -> ok((state, (some(body))))
(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $body) (local.get $body_size)))
