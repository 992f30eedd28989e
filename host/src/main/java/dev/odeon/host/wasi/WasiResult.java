package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;

/**
 * What a WASI command came to.
 *
 * @param outcome returned if it came to its end or exited, whatever its code
 * @param exitCode what it exited with, 0 if it came to its end; -1 if it did neither
 * @param output what it wrote to standard output, as far as it came
 * @param errors what it wrote to standard error, as far as it came
 * @param fuel what it used, in units; 0 if the code is not metered
 */
public record WasiResult(Outcome outcome, int exitCode, Bytes output, Bytes errors, long fuel) {}
