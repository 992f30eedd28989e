// Stores far apart: the primes below a mebi, found n times over by the sieve of Eratosthenes.

#define SIZE (1 << 20)

static unsigned char composite[SIZE];

__attribute__((export_name("run"))) int run(int times) {
  int primes = 0;
  for (int n = 0; n < times; n++) {
    for (int i = 0; i < SIZE; i++) {
      composite[i] = 0;
    }
    primes = 0;
    for (int i = 2; i < SIZE; i++) {
      if (!composite[i]) {
        primes++;
        for (int j = i + i; j < SIZE; j += i) {
          composite[j] = 1;
        }
      }
    }
  }
  return primes;
}
