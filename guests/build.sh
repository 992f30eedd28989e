#!/bin/sh
# Builds every guest's .wasm from its source.
#
#   guests/build.sh           writes them to src/main/resources/dev/odeon/guests
#   guests/build.sh --check   builds elsewhere and says which of the committed ones differ
#
# Building Odeon needs none of this: the .wasm files are committed.
set -eu

cd "$(dirname "$0")"
committed=src/main/resources/dev/odeon/guests
clang=${CLANG:-clang-19}
wasm_ld=${WASM_LD:-wasm-ld-19}
wat2wasm=${WAT2WASM:-wat2wasm}
rustc=${RUSTC:-rustc}
asc=${ASC:-asc}

missing=0
need() { # command, Debian package, variable
  command -v "$1" >/dev/null 2>&1 && return
  echo "guests/build.sh: $1 is missing: apt-get install $2, or set $3 to another one" >&2
  missing=1
}
need "$wat2wasm" wabt WAT2WASM
need "$clang" clang-19 CLANG
need "$wasm_ld" lld-19 WASM_LD
need "$rustc" rustc RUSTC
command -v "$asc" >/dev/null 2>&1 || {
  echo "guests/build.sh: $asc is missing: npm install --global assemblyscript@0.28.20, or set ASC to another one" >&2
  missing=1
}
[ -f /usr/lib/wasm32-wasi/libc.a ] || {
  echo "guests/build.sh: the libc of WASI is missing: apt-get install wasi-libc libclang-rt-19-dev-wasm32" >&2
  missing=1
}
rust_libs=$("$rustc" --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || rust_libs=
[ -n "$rust_libs" ] && [ -d "$rust_libs" ] || {
  echo "guests/build.sh: $rustc cannot build for wasm32: apt-get install libstd-rust-dev-wasm32, or set RUSTC to one that can" >&2
  missing=1
}
[ "$missing" = 0 ] || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

case ${1-} in
  '') out=$committed ;;
  --check) out=$work/out ;;
  *) echo "guests/build.sh: unknown option $1: give none, or --check" >&2; exit 2 ;;
esac
mkdir -p "$out/bank" "$out/hostile" "$out/kernel" "$out/plugin" "$out/probe" "$out/wasi"

# A first line `;; + a.wat + b.wat` names the files of src/main/wat whose text goes after this one's.
assemble() { # name, flags...
  name=$1
  shift
  parts=$(sed -n '1s/^;; + //p' "src/main/wat/$name.wat" | sed 's/ + / /g')
  cp "src/main/wat/$name.wat" "$work/module.wat"
  for part in $parts; do
    cat "src/main/wat/$part" >>"$work/module.wat"
  done
  "$wat2wasm" "$@" "$work/module.wat" -o "$out/$name.wasm"
}

assemble echo
assemble counter
for source in src/main/wat/bank/*.wat src/main/wat/hostile/*.wat src/main/wat/plugin/*.wat src/main/wat/probe/*.wat \
  src/main/wat/wasi/*.wat; do
  name=${source#src/main/wat/}
  name=${name%.wat}
  case $name in
    hostile/uses-tail-calls) assemble "$name" --enable-tail-call ;;
    hostile/uses-threads) assemble "$name" --enable-threads ;;
    hostile/uses-memory64) assemble "$name" --enable-memory64 ;;
    */panics) assemble "$name" --debug-names ;;
    *) assemble "$name" ;;
  esac
done

# The features are named one by one, so that a newer compiler's defaults do not creep in.
compile() { # name, flags...
  name=$1
  shift
  "$clang" --target=wasm32-unknown-unknown -mcpu=mvp -mbulk-memory -msign-ext -mmutable-globals \
    -std=c17 "$@" -ffreestanding -Wall -Wextra -Werror \
    -nostdlib -fuse-ld="$(command -v "$wasm_ld")" \
    -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 \
    -o "$out/$name.wasm" "src/main/c/$name.c"
  chmod 644 "$out/$name.wasm"
}

compile word-index -Os
compile bank/checking -Os
for kernel in fib mandelbrot sha256 sieve; do
  compile "kernel/$kernel" -O2
done
for plugin in hash rot13; do
  compile "plugin/$plugin" -O2
done
compile plugin/words -O2
mv "$out/plugin/words.wasm" "$out/plugin/words-c.wasm"

# The linker warns of the metadata that lies in Rust's libraries.
rust() { # source, name
  "$rustc" --target wasm32-unknown-unknown --edition 2021 -O -C panic=abort -C strip=symbols -D warnings \
    -C linker="$(command -v "$wasm_ld")" -C link-arg=--no-fatal-warnings -C link-arg=-zstack-size=16384 \
    -o "$work/rust.wasm" "src/main/rust/$1.rs"
  cp "$work/rust.wasm" "$out/$2.wasm"
  chmod 644 "$out/$2.wasm"
}
rust plugin/counter plugin/counter
rust plugin/words plugin/words-rs

"$asc" src/main/assemblyscript/plugin/env-reader.ts -O --runtime stub --use abort= \
  -o "$out/plugin/env-reader.wasm"

# Commands of WASI, with the system's libc.
command_of_wasi() { # name
  "$clang" --target=wasm32-wasi -mcpu=mvp -mbulk-memory -msign-ext -mmutable-globals \
    -std=gnu17 -Os -Wall -Wextra -Werror -fuse-ld="$(command -v "$wasm_ld")" -Wl,--strip-all \
    -o "$out/$1.wasm" "src/main/c/$1.c"
  chmod 644 "$out/$1.wasm"
}
command_of_wasi wasi/tour
command_of_wasi plugin/reverse

if [ "$out" != "$committed" ]; then
  if differing=$(diff -rq -x '*.toml' -x '*.txt' "$committed" "$out"); then
    echo "guests/build.sh: every committed module is what its source builds to"
  else
    printf '%s\n' "$differing" | sed "s|$work/out|(built)|g" >&2
    echo "guests/build.sh: modules differ from their sources: run guests/build.sh and commit them" >&2
    exit 1
  fi
fi
