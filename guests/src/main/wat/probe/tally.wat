;; + abi.wat
;; tally: counts its messages, one by one or up to 64 of them in one turn. Its state is the count,
;; 8 bytes, little-endian.

;; ok(tuple(some(count))), the count `more` higher than that of the state
(func $counted (param $some i32) (param $state i32) (param $more i32) (result i32)
  (local $count i64)
  (if (local.get $some) (then (local.set $count (i64.load align=1 (local.get $state)))))
  (i64.store (i32.const 1024) (i64.add (local.get $count) (i64.extend_i32_u (local.get $more))))
  (call $ok (i32.const 1) (i32.const 1024) (i32.const 8)))

;; init(state, (id)) -> ok((count))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $counted (local.get $some) (local.get $state) (i32.const 0)))

;; handle-send(state, (body)) -> ok((count))
(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $counted (local.get $some) (local.get $state) (i32.const 1)))

;; handle-batch(state, list<bytes>) -> ok((count))
(func (export "odeon:actor/batch#handle-batch")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $messages i32) (param $count i32) (result i32)
  (call $counted (local.get $some) (local.get $state) (local.get $count)))
