;; What ends only because its time is over.
(module
  (import "host" "sleep" (func $sleep (param i64)))
  (func (export "loop")
    (loop $again (br $again)))
  (func (export "sleep")
    (call $sleep (i64.const 60000))))
