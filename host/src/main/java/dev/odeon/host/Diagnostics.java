package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.GuestFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run said beside its output, for who looks for the reason of a failure. Of log and standard
 * error it is the last {@value TailBuffer#BYTES_MAX} bytes. It is part of no block.
 *
 * @param log its log lines, with a newline between two; empty if they are the output
 * @param errors what it wrote to standard error
 * @param trace the functions that it was in when it was stopped, innermost first; empty if it
 *     returned or exited
 */
public record Diagnostics(Bytes log, Bytes errors, List<GuestFrame> trace) {
  /** So many characters of log and standard error stand in a line. */
  private static final int LINE_WORDS_MAX = 500;

  /** Of a run that said nothing. */
  public static final Diagnostics NONE = new Diagnostics(Bytes.empty(), Bytes.empty(), List.of());

  /** Copies the list. */
  public Diagnostics {
    trace = List.copyOf(trace);
  }

  /**
   * One line for a log: where it was, and the end of what it logged and wrote to standard error;
   * empty if all is.
   */
  public String line() {
    List<String> parts = new ArrayList<>(3);
    if (!trace.isEmpty()) {
      parts.add(
          "in " + trace.stream().map(GuestFrame::text).collect(Collectors.joining(", called by ")));
    }
    add(parts, "log: ", log);
    add(parts, "stderr: ", errors);
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, String what, Bytes words) {
    String text = words.text().strip();
    int from = Math.max(0, text.length() - LINE_WORDS_MAX);
    if (!text.isEmpty()) {
      parts.add(what + (from == 0 ? text : "…" + text.substring(from)));
    }
  }

  /** Those of a run; {@link #NONE} if all is empty. */
  public static Diagnostics of(Bytes log, Bytes errors, List<GuestFrame> trace) {
    return log.isEmpty() && errors.isEmpty() && trace.isEmpty()
        ? NONE
        : new Diagnostics(log, errors, trace);
  }
}
