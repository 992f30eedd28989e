package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.engine.GuestFrame;
import java.util.List;

/**
 * What a WASI command came to.
 *
 * @param outcome returned if it came to its end or exited, whatever its code
 * @param exitCode what it exited with, 0 if it came to its end; -1 if it did neither
 * @param output what it wrote to standard output, as far as it came
 * @param errors what it wrote to standard error, as far as it came: the last 64 KiB
 * @param fuel what it used, in units; 0 if the code is not metered
 * @param trace the functions that it was in when it was stopped, innermost first; empty if it came
 *     to its end or exited
 */
public record WasiResult(
    Outcome outcome, int exitCode, Bytes output, Bytes errors, long fuel, List<GuestFrame> trace) {
  /** Copies the list. */
  public WasiResult {
    trace = List.copyOf(trace);
  }
}
