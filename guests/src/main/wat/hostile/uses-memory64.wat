;; uses-memory64: its memory is addressed by 64 bits; init answers ok((none)).

(memory (export "memory") i64 1)
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
(func (export "theater:simple/actor#init")
  (param i32 i32 i32 i32 i32) (result i32)
  (i64.store (i64.const 16) (i64.const 0))
  (i32.const 16))
