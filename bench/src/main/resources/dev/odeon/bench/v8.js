// The peer of the engine's figures: does what a line on standard input says, and answers with a line.
'use strict';
const fs = require('fs');
const lines = require('readline').createInterface({input: process.stdin});
const modules = new Map();

function module(path) {
  if (!modules.has(path)) {
    modules.set(path, new WebAssembly.Module(fs.readFileSync(path)));
  }
  return modules.get(path);
}

// kernel PATH ARGUMENT NANOS: repeats a run on one instance; answers times, nanoseconds and result.
function kernel(path, argument, nanos) {
  const instance = new WebAssembly.Instance(module(path), {});
  const begun = process.hrtime.bigint();
  let times = 0;
  let result = 0;
  do {
    result = instance.exports.run(argument);
    times++;
  } while (process.hrtime.bigint() - begun < BigInt(nanos));
  return `${times} ${process.hrtime.bigint() - begun} ${result}`;
}

// fresh PATH NANOS: makes instance after instance, with 100 bytes in and out of each.
function fresh(path, nanos) {
  const compiled = module(path);
  const input = new Uint8Array(100).fill(7);
  const begun = process.hrtime.bigint();
  let times = 0;
  let sum = 0;
  do {
    for (let i = 0; i < 64; i++) {
      const instance = new WebAssembly.Instance(compiled, {});
      const memory = new Uint8Array(instance.exports.memory.buffer);
      memory.set(input, 16);
      const at = instance.exports.run(16, 100);
      sum += memory.slice(at, at + 100)[99];
    }
    times += 64;
  } while (process.hrtime.bigint() - begun < BigInt(nanos));
  return `${times} ${process.hrtime.bigint() - begun} ${sum / times}`;
}

// guest PATH SCRIPT NANOS: evaluates a script in QuickJS, an instance each time; all imports answer 0.
function guest(path, script, nanos) {
  const compiled = module(path);
  const source = fs.readFileSync(script);
  const imports = {};
  for (const each of WebAssembly.Module.imports(compiled)) {
    (imports[each.module] ??= {})[each.name] = () => 0;
  }
  const begun = process.hrtime.bigint();
  let times = 0;
  let result = 0;
  do {
    const quickjs = new WebAssembly.Instance(compiled, imports).exports;
    const placed = text => {
      const at = quickjs.wasm_malloc(text.length + 1);
      new Uint8Array(quickjs.memory.buffer).set(text, at);
      new Uint8Array(quickjs.memory.buffer)[at + text.length] = 0;
      return at;
    };
    quickjs.initialize_();
    quickjs.qjs_init();
    const code = placed(source);
    const name = placed(Buffer.from('guest.js'));
    result = quickjs.qjs_get_float64(quickjs.qjs_eval(code, source.length, name, 0));
    times++;
  } while (process.hrtime.bigint() - begun < BigInt(nanos));
  return `${times} ${process.hrtime.bigint() - begun} ${result}`;
}

lines.on('line', line => {
  const words = line.split(' ');
  const answer = words[0] === 'kernel'
    ? kernel(words[1], Number(words[2]), words[3])
    : words[0] === 'guest'
      ? guest(words[1], words[2], words[3])
      : fresh(words[1], words[2]);
  process.stdout.write(answer + '\n');
});
