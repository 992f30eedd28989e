// words: how many words its input has, in decimal.

__attribute__((import_module("host"), import_name("output")))
void output(const char *at, unsigned size);

__attribute__((export_name("process")))
int process(const char *input, unsigned size) {
  unsigned words = 0;
  for (unsigned i = 0, inside = 0; i < size; i++) {
    unsigned letter = (unsigned char)input[i] > ' ';
    words += letter && !inside;
    inside = letter;
  }
  char answer[10]; // as many digits as an unsigned may have
  unsigned at = sizeof answer;
  do {
    answer[--at] = (char)('0' + words % 10);
  } while (words /= 10);
  output(answer + at, sizeof answer - at);
  return 0; // the run went well; any other number, and it failed
}
