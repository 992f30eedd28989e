;; + plugin.wat
;; traps: runs into `unreachable`.

(func (export "process") (param i32 i32) (result i32)
  unreachable)
