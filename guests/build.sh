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

missing=0
need() { # command, Debian package, variable
  command -v "$1" >/dev/null 2>&1 && return
  echo "guests/build.sh: $1 is missing: apt-get install $2, or set $3 to another one" >&2
  missing=1
}
need "$wat2wasm" wabt WAT2WASM
need "$clang" clang-19 CLANG
need "$wasm_ld" lld-19 WASM_LD
[ -f /usr/lib/wasm32-wasi/libc.a ] || {
  echo "guests/build.sh: the libc of WASI is missing: apt-get install wasi-libc libclang-rt-19-dev-wasm32" >&2
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
mkdir -p "$out/hostile" "$out/kernel" "$out/probe" "$out/wasi"

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
for source in src/main/wat/hostile/*.wat src/main/wat/probe/*.wat; do
  name=${source#src/main/wat/}
  name=${name%.wat}
  case $name in
    hostile/uses-tail-calls) assemble "$name" --enable-tail-call ;;
    hostile/uses-threads) assemble "$name" --enable-threads ;;
    hostile/uses-memory64) assemble "$name" --enable-memory64 ;;
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
for kernel in fib mandelbrot sha256 sieve; do
  compile "kernel/$kernel" -O2
done

# Commands of WASI, with the system's libc.
"$clang" --target=wasm32-wasi -mcpu=mvp -mbulk-memory -msign-ext -mmutable-globals \
  -std=gnu17 -Os -Wall -Wextra -Werror -fuse-ld="$(command -v "$wasm_ld")" -Wl,--strip-all \
  -o "$out/wasi/tour.wasm" src/main/c/wasi/tour.c
chmod 644 "$out/wasi/tour.wasm"

if [ "$out" != "$committed" ]; then
  if differing=$(diff -rq -x '*.toml' -x '*.txt' "$committed" "$out"); then
    echo "guests/build.sh: every committed module is what its source builds to"
  else
    printf '%s\n' "$differing" | sed "s|$work/out|(built)|g" >&2
    echo "guests/build.sh: modules differ from their sources: run guests/build.sh and commit them" >&2
    exit 1
  fi
fi
