;; + abi.wat
;; lies: the first letter of a body picks the lie told about the result; any other body is the
;; truth (the state as it is, the body echoed).
;;
;;   a  result pointer past the memory
;;   b  result pointer not a multiple of 4
;;   c  result that begins in the memory and ends past it
;;   d  discriminant 2 of the result
;;   e  discriminant 2 of the state's option
;;   f  discriminant 255 of the reply's option (requests only)
;;   g  state of 4 GiB - 1 bytes
;;   h  state past the memory
;;   i  state of no bytes past the memory
;;   j  state whose pointer and size pass 2^32
;;   k  reply of 4 GiB - 1 bytes (requests only)
;;   l  reply past the memory (requests only)
;;   m  err text past the memory
;;   n  err text not UTF-8: a lead byte without its continuation
;;   o  err text not UTF-8: overlong
;;   p  err text not UTF-8: a surrogate
;;   q  err text not UTF-8: cut off at the end
;;   r  state of 17 MiB, all there
;;   s  reply of 17 MiB, all there (requests only)
;;   t  err text of 17 MiB, all there

(data (i32.const 1024) "\c3\28" "\c0\80" "\ed\a0\80" "\e2\82")

(func $state (param $at i32) (param $size i32)
  (i32.store8 (i32.const 20) (i32.const 1))
  (i32.store (i32.const 24) (local.get $at))
  (i32.store (i32.const 28) (local.get $size)))

(func $reply (param $at i32) (param $size i32)
  (i32.store8 (i32.const 32) (i32.const 1))
  (i32.store (i32.const 36) (local.get $at))
  (i32.store (i32.const 40) (local.get $size)))

;; 17 MiB of the letter x: over the limit of 16 MiB on a state, a reply and a text.
(func $seventeen_mib (result i32)
  (local $at i32)
  (local.set $at (call $alloc (i32.const 1) (i32.const 0x1100000)))
  (memory.fill (local.get $at) (i32.const 120) (i32.const 0x1100000))
  (local.get $at))

;; Spoils the record at 16 as the letter says; answers where the result is.
(func $lie (param $kind i32) (result i32)
  (if (i32.eq (local.get $kind) (i32.const 97)) ;; a
    (then (return (i32.const 0x7ffffff0))))
  (if (i32.eq (local.get $kind) (i32.const 98)) ;; b
    (then (return (i32.const 17))))
  (if (i32.eq (local.get $kind) (i32.const 99)) ;; c
    (then (return (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))))
  (if (i32.eq (local.get $kind) (i32.const 100)) ;; d
    (then (i32.store8 (i32.const 16) (i32.const 2))))
  (if (i32.eq (local.get $kind) (i32.const 101)) ;; e
    (then (i32.store8 (i32.const 20) (i32.const 2))))
  (if (i32.eq (local.get $kind) (i32.const 102)) ;; f
    (then (i32.store8 (i32.const 32) (i32.const 255))))
  (if (i32.eq (local.get $kind) (i32.const 103)) ;; g
    (then (call $state (i32.const 4096) (i32.const -1))))
  (if (i32.eq (local.get $kind) (i32.const 104)) ;; h
    (then (call $state (i32.const 0x7ffffff0) (i32.const 1))))
  (if (i32.eq (local.get $kind) (i32.const 105)) ;; i
    (then (call $state (i32.const 0x7ffffff0) (i32.const 0))))
  (if (i32.eq (local.get $kind) (i32.const 106)) ;; j
    (then (call $state (i32.const -16) (i32.const 32))))
  (if (i32.eq (local.get $kind) (i32.const 107)) ;; k
    (then (call $reply (i32.const 4096) (i32.const -1))))
  (if (i32.eq (local.get $kind) (i32.const 108)) ;; l
    (then (call $reply (i32.const 0x7ffffff0) (i32.const 1))))
  (if (i32.eq (local.get $kind) (i32.const 109)) ;; m
    (then (return (call $err (i32.const 0x7ffffff0) (i32.const 1)))))
  (if (i32.eq (local.get $kind) (i32.const 110)) ;; n
    (then (return (call $err (i32.const 1024) (i32.const 2)))))
  (if (i32.eq (local.get $kind) (i32.const 111)) ;; o
    (then (return (call $err (i32.const 1026) (i32.const 2)))))
  (if (i32.eq (local.get $kind) (i32.const 112)) ;; p
    (then (return (call $err (i32.const 1028) (i32.const 3)))))
  (if (i32.eq (local.get $kind) (i32.const 113)) ;; q
    (then (return (call $err (i32.const 1031) (i32.const 2)))))
  (if (i32.eq (local.get $kind) (i32.const 114)) ;; r
    (then (call $state (call $seventeen_mib) (i32.const 0x1100000))))
  (if (i32.eq (local.get $kind) (i32.const 115)) ;; s
    (then (call $reply (call $seventeen_mib) (i32.const 0x1100000))))
  (if (i32.eq (local.get $kind) (i32.const 116)) ;; t
    (then (return (call $err (call $seventeen_mib) (i32.const 0x1100000)))))
  (i32.const 16))

(func $first (param $body i32) (param $body_size i32) (result i32)
  (if (result i32) (local.get $body_size)
    (then (i32.load8_u (local.get $body)))
    (else (i32.const 0))))

;; init(state, (id)) -> ok((state))
(func (export "theater:simple/actor#init")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (result i32)
  (call $ok (local.get $some) (local.get $state) (local.get $state_size)))

(func (export "theater:simple/message-server-client#handle-send")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $body i32) (param $body_size i32) (result i32)
  (drop
    (call $ok (local.get $some) (local.get $state) (local.get $state_size)))
  (call $lie (call $first (local.get $body) (local.get $body_size))))

(func (export "theater:simple/message-server-client#handle-request")
  (param $some i32) (param $state i32) (param $state_size i32)
  (param $id i32) (param $id_size i32) (param $body i32) (param $body_size i32) (result i32)
  (drop
    (call $answer (local.get $some) (local.get $state) (local.get $state_size)
      (local.get $body) (local.get $body_size)))
  (call $lie (call $first (local.get $body) (local.get $body_size))))
