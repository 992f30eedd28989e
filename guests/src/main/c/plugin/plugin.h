/*
 * What a plug-in of the execution service imports, and the `alloc` it exports.
 */
typedef unsigned char u8;
typedef unsigned int u32;

#define IMPORT(name) __attribute__((import_module("host"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

/* Appends to the result. */
IMPORT(output) void host_output(const void *at, u32 size);

extern u8 __heap_base;

/* Room for the input; a run starts on a fresh instance, so nothing is ever freed. */
EXPORT(alloc) u8 *alloc(u32 size) {
  static u32 top;
  u32 at = top ? top : (u32)&__heap_base;
  u32 end = at + size;
  u32 pages = end / 65536 + 1, had = __builtin_wasm_memory_size(0);
  if (end < at || (pages > had && __builtin_wasm_memory_grow(0, pages - had) == (u32)-1)) {
    __builtin_trap();
  }
  top = end;
  return (u8 *)at;
}
