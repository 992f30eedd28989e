//! counter: a number that is kept from run to run, in the state "count".
//!
//! The input "" or "inc" adds 1, a decimal number adds that, "get" adds nothing; the answer is the
//! number there is then. Any other input, and a sum past 2^64-1, fails with 1 and changes nothing.
#![no_std]
#![crate_type = "cdylib"]

use core::slice;

#[link(wasm_import_module = "host")]
extern "C" {
    fn output(at: *const u8, size: usize);
    fn get_state(key: *const u8, key_size: usize) -> i32;
    fn read_state(to: *mut u8, room: usize) -> i32;
    fn set_state(key: *const u8, key_size: usize, value: *const u8, value_size: usize);
}

const KEY: &[u8] = b"count";
const DIGITS: usize = 20; // of 2^64-1

/// Room for the input, in pages of its own; a run starts on a fresh instance, so nothing is freed.
#[no_mangle]
pub extern "C" fn alloc(size: usize) -> usize {
    let page = core::arch::wasm32::memory_grow(0, size / 65536 + 1);
    assert!(page != usize::MAX);
    page * 65536
}

#[no_mangle]
pub extern "C" fn process(input: *const u8, size: usize) -> i32 {
    let input = unsafe { slice::from_raw_parts(input, size) };
    match counted(input) {
        Some(count) => {
            let mut text = [0; DIGITS];
            let text = decimal(count, &mut text);
            unsafe {
                if input != b"get" {
                    set_state(KEY.as_ptr(), KEY.len(), text.as_ptr(), text.len());
                }
                output(text.as_ptr(), text.len());
            }
            0
        }
        None => 1,
    }
}

fn counted(input: &[u8]) -> Option<u64> {
    let step = match input {
        b"" | b"inc" => 1,
        b"get" => 0,
        digits => number(digits)?,
    };
    kept()?.checked_add(step)
}

fn kept() -> Option<u64> {
    let mut text = [0; DIGITS];
    unsafe {
        match get_state(KEY.as_ptr(), KEY.len()) {
            -1 => Some(0),
            size => {
                read_state(text.as_mut_ptr(), DIGITS);
                number(text.get(..size as usize)?)
            }
        }
    }
}

fn number(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0u64, |sum, c| match c {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u64::from(c - b'0')),
        _ => None,
    })
}

fn decimal(mut number: u64, text: &mut [u8; DIGITS]) -> &[u8] {
    let mut at = DIGITS;
    loop {
        at -= 1;
        text[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &text[at..];
        }
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
