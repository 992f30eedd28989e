;; + abi.wat + number.wat
;; grows: a message takes 64 pages (4 MiB) of memory, writes to each, and ends well, or is an err
;; when it does not get them. A request answers the pages it has, in decimal: always the same
;; number, since memory does not pass from one turn to the next.

(data (i32.const 1024) "no more memory")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (local $page i32)
  (local.set $page (memory.grow (i32.const 64)))
  (if (i32.eq (local.get $page) (i32.const -1))
    (then (return (call $err (i32.const 1024) (i32.const 14)))))
  (loop $next
    (i32.store (i32.shl (local.get $page) (i32.const 16)) (i32.const -1))
    (local.set $page (i32.add (local.get $page) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $page) (memory.size))))
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (local $digits i32)
  (local.set $digits (call $decimal (i64.extend_i32_u (memory.size))))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (local.get $digits) (i32.sub (i32.const 1024) (local.get $digits))))
