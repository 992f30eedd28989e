;; + plugin.wat
;; eats-memory: takes memory page by page and writes to each until it gets no more, then traps.

(func (export "process") (param i32 i32) (result i32)
  (local $page i32)
  (loop $again
    (local.set $page (memory.grow (i32.const 1)))
    (if (i32.eq (local.get $page) (i32.const -1)) (then unreachable))
    (i32.store8 (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
    (br $again))
  (i32.const 0))
