;; + abi.wat
;; variables: grant `environment`. A request answers the value of the variable that its body names,
;; "(none)" if there is none, and of an empty body the names of all variables, each with a `;`.
(import "theater:simple/environment" "get-var" (func $get_var (param i32 i32 i32)))
(import "theater:simple/environment" "list-vars" (func $list_vars (param i32)))
(import "theater:simple/environment" "exists" (func $exists (param i32 i32) (result i32)))
(data (i32.const 1024) "(none)")

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

;; The names of list<tuple<string, string>> at $list, $count of them, from 65,536 on: their size.
(func $names (param $list i32) (param $count i32) (result i32)
  (local $at i32)
  (local.set $at (i32.const 65536))
  (block $done
    (loop $next
      (br_if $done (i32.eqz (local.get $count)))
      (memory.copy
        (local.get $at) (i32.load (local.get $list)) (i32.load offset=4 (local.get $list)))
      (local.set $at (i32.add (local.get $at) (i32.load offset=4 (local.get $list))))
      (i32.store8 (local.get $at) (i32.const 59))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $list (i32.add (local.get $list) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $next)))
  (i32.sub (local.get $at) (i32.const 65536)))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (if (i32.eqz (local.get $body_size))
    (then
      (drop (memory.grow (i32.const 1)))
      (call $list_vars (i32.const 512))
      (return
        (call $answer (local.get $some) (local.get $state) (local.get $state_size)
          (i32.const 65536)
          (call $names (i32.load (i32.const 512)) (i32.load (i32.const 516)))))))
  (if (i32.eqz (call $exists (local.get $body) (local.get $body_size)))
    (then
      (return
        (call $answer (local.get $some) (local.get $state) (local.get $state_size)
          (i32.const 1024) (i32.const 6)))))
  (call $get_var (local.get $body) (local.get $body_size) (i32.const 512))
  (call $answer (local.get $some) (local.get $state) (local.get $state_size)
    (i32.load (i32.const 516)) (i32.load (i32.const 520))))
