;; As stop.wat, with as much memory as can be filled at a time.
(module
  (memory 1024)
  (func (export "fill")
    (loop $again
      (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864))
      (br $again))))
