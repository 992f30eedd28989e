// What the large guest runs: texts, objects, maps, sorting, expressions and recursion; the result is a number.
(() => {
  let state = 12345;
  const next = limit => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % limit;
  };
  const words = ['log', 'block', 'chain', 'turn', 'guest', 'fuel', 'actor', 'store'];
  const text = [];
  for (let i = 0; i < 4000; i++) {
    text.push(words[next(words.length)] + next(50));
  }
  const counts = new Map();
  for (const word of text.join(' ').split(' ')) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const parsed = JSON.parse(JSON.stringify(sorted.map(([word, count]) => ({word, count}))));
  let sum = parsed.filter(each => /^(log|chain)[0-4]+$/.test(each.word)).length;
  const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2);
  sum += fib(20);
  const sieve = new Uint8Array(30000);
  for (let i = 2; i < sieve.length; i++) {
    if (sieve[i] === 0) {
      sum++;
      for (let j = 2 * i; j < sieve.length; j += i) {
        sieve[j] = 1;
      }
    }
  }
  for (const {word, count} of parsed) {
    sum = (Math.imul(sum, 31) + word.charCodeAt(0) * count) & 0xffffff;
  }
  return sum;
})()
