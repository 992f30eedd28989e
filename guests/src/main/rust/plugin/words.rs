// words: how many words its input has, in decimal.
#![crate_type = "cdylib"]

use std::{slice, str};

#[link(wasm_import_module = "host")]
extern "C" {
    fn output(at: *const u8, size: usize);
}

#[no_mangle]
pub unsafe extern "C" fn process(input: *const u8, size: usize) -> i32 {
    let text = match str::from_utf8(slice::from_raw_parts(input, size)) {
        Ok(text) => text,
        Err(_) => return 1, // the run failed; the input was no text
    };
    let answer = text.split_whitespace().count().to_string();
    output(answer.as_ptr(), answer.len());
    0 // the run went well
}
