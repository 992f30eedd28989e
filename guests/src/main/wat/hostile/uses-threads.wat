;; uses-threads: its memory is shared and counted in by an atomic; init answers ok((none)).

(memory (export "memory") 1 4 shared)
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
(func (export "theater:simple/actor#init")
  (param i32 i32 i32 i32 i32) (result i32)
  (drop (i32.atomic.rmw.add (i32.const 512) (i32.const 1)))
  (i32.const 16))
