;; memory-too-big: asks for 128 MiB of memory from the start, over the default limit of 64 MiB.

(memory (export "memory") 2048)
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
(func (export "theater:simple/actor#init") (param i32 i32 i32 i32 i32) (result i32) (i32.const 16))
