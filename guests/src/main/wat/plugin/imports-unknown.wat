;; + plugin.wat
;; imports-unknown: imports `fly` of module `host`, which nothing offers.

(import "host" "fly" (func (param i32)))

(func (export "process") (param i32 i32) (result i32)
  (i32.const 0))
