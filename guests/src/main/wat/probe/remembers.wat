;; + abi.wat
;; remembers: counts its calls in a global, in memory, and in a table it fills, and answers all
;; three.
;;
;; Every turn starts from a fresh instance, so a request always answers "1 1 1", whatever ran
;; before, in this process or another; and its state is always those bytes. A 2 anywhere says that
;; something passed from one turn to the next.

(table $table 8 funcref)
(elem declare func $self)
(global $calls (mut i32) (i32.const 0))
(func $self)

;; Adds 1 to each of the three; "g m t" then stands at 1024, one digit each.
(func $count
  (local $entries i32)
  (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
  (i32.store (i32.const 512) (i32.add (i32.load (i32.const 512)) (i32.const 1)))
  (block $free
    (loop $next
      (br_if $free (ref.is_null (table.get $table (local.get $entries))))
      (local.set $entries (i32.add (local.get $entries) (i32.const 1)))
      (br $next)))
  (table.set $table (local.get $entries) (ref.func $self))
  (i32.store8 (i32.const 1024) (i32.add (i32.const 48) (global.get $calls)))
  (i32.store8 (i32.const 1025) (i32.const 32))
  (i32.store8 (i32.const 1026) (i32.add (i32.const 48) (i32.load (i32.const 512))))
  (i32.store8 (i32.const 1027) (i32.const 32))
  (i32.store8 (i32.const 1028) (i32.add (i32.const 49) (local.get $entries))))

(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $count)
  (call $ok (i32.const 1) (i32.const 1024) (i32.const 5)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (call $count)
  (call $ok (i32.const 1) (i32.const 1024) (i32.const 5)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (call $count)
  (call $answer (i32.const 1) (i32.const 1024) (i32.const 5) (i32.const 1024) (i32.const 5)))
