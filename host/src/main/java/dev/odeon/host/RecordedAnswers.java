package dev.odeon.host;

import dev.odeon.base.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a turn was given, for other code that runs in its place: a call gets what the
 * same call got, the first the first, the second the second.
 */
final class RecordedAnswers {
  private final Map<Asked, Deque<HostCallRecord>> left = new HashMap<>();

  /** A call: what function, with what arguments. */
  private record Asked(String name, Bytes args) {}

  RecordedAnswers(List<HostCallRecord> recorded) {
    for (HostCallRecord each : recorded) {
      switch (each) {
        case HostCallRecord.HostCall call -> add(call.name(), call.args(), call);
        case HostCallRecord.Posted posted -> add(posted.name(), posted.args(), posted);
        case HostCallRecord.Note _ -> {}
      }
    }
  }

  private void add(String name, Bytes args, HostCallRecord call) {
    left.computeIfAbsent(new Asked(name, args), _ -> new ArrayDeque<>()).add(call);
  }

  /** The next call of {@code name} with {@code args} and its answer; null if no more are known. */
  @Nullable HostCallRecord next(String name, Bytes args) {
    Deque<HostCallRecord> calls = left.get(new Asked(name, args));
    if (calls == null) {
      return null;
    }
    return calls.size() == 1 && isContent(calls.getFirst()) ? calls.getFirst() : calls.poll();
  }

  /** Whether it is an answer for ever: the bytes of a hash. */
  private static boolean isContent(HostCallRecord call) {
    return call instanceof HostCallRecord.HostCall(_, _, _, HostReply.Stored(var source, _, _, _))
        && source == null;
  }
}
