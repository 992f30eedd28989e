// Calls: the n-th Fibonacci number by its definition.

__attribute__((export_name("run"), noinline)) int run(int n) {
  return n < 2 ? n : run(n - 1) + run(n - 2);
}
