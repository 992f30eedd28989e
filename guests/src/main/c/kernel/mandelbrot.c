// Floats: the iterations that the points of an n by n picture of the Mandelbrot set take, summed up.

__attribute__((export_name("run"))) int run(int n) {
  int sum = 0;
  for (int row = 0; row < n; row++) {
    for (int column = 0; column < n; column++) {
      double x0 = column * 3.0 / n - 2.0;
      double y0 = row * 2.0 / n - 1.0;
      double x = 0;
      double y = 0;
      int i = 0;
      while (i < 200 && x * x + y * y <= 4.0) {
        double next = x * x - y * y + x0;
        y = 2 * x * y + y0;
        x = next;
        i++;
      }
      sum += i;
    }
  }
  return sum;
}
