package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Instance;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a plug-in puts out in one run, and its state. Used by the thread of the run alone. */
final class PluginInvocation {
  private static final byte[] NONE = {};
  private static final Bytes NEWLINE = Bytes.utf8("\n");

  /** The text before the answer in the log lines of older plug-ins. */
  private static final byte[] ANSWER = Bytes.utf8("Result = ").toArray();

  private final @Nullable PluginState state;
  private byte[] content = NONE;
  private int size;
  private boolean putsOut;
  private boolean logged;

  /** The log lines of a plug-in that puts out; null if there are none. */
  private @Nullable TailBuffer log;

  private @Nullable Bytes staged;

  /** A run on {@code state}; null for a plug-in that imports nothing about it. */
  PluginInvocation(@Nullable PluginState state) {
    this.state = state;
  }

  /** The bytes whose place and size are the arguments from {@code at}. */
  Bytes taken(Instance guest, long[] arguments, int at) {
    long size = PluginFunction.unsigned(arguments[at + 1]);
    guest.checkOutput(size);
    guest.spend(size * HostCosts.COPIED_BYTE);
    return guest.memory().read(PluginFunction.unsigned(arguments[at]), size);
  }

  /** A log line is output unless there is another one. */
  void log(Instance guest, Bytes line) {
    if (putsOut) {
      logBeside(line);
    } else {
      if (logged) {
        append(guest, NEWLINE);
      }
      append(guest, line);
    }
    logged = true;
  }

  private void logBeside(Bytes line) {
    TailBuffer lines = log;
    if (lines == null) {
      lines = new TailBuffer();
      log = lines;
    }
    if (logged) {
      lines.append(NEWLINE);
    }
    lines.append(line);
  }

  /** An output takes the place of all log lines. */
  void put(Instance guest, Bytes part) {
    if (!putsOut) {
      putsOut = true;
      if (logged) {
        log = new TailBuffer();
        log.append(Bytes.wrap(content, 0, size));
        content = NONE;
      }
      size = 0;
    }
    append(guest, part);
  }

  /** Stages the value of {@code key} for {@link #readStaged}: its size, or -1 if there is none. */
  int stage(Bytes key) {
    Bytes value = state().get(key);
    staged = value;
    return value == null ? -1 : value.size();
  }

  /** Writes what is staged to {@code at}, at most {@code capacity} bytes; how many, or -1. */
  int readStaged(Instance guest, long at, long capacity) {
    Bytes value = staged;
    if (value == null) {
      return -1;
    }
    int count = (int) Math.min(capacity, value.size());
    guest.spend(count * HostCosts.COPIED_BYTE);
    guest.memory().write(at, value.slice(0, count));
    return count;
  }

  void set(Instance guest, Bytes key, Bytes value) {
    guest.checkOutput(state().weightWith(key, value.size()));
    state().set(key, value);
  }

  /** What it put out so far; of one that returned without that, its log lines. */
  Bytes output(boolean returned) {
    return putsOut || returned ? content() : Bytes.empty();
  }

  /** Its last log lines, unless they are the output. */
  Bytes log(boolean returned) {
    if (!logged || !putsOut && returned) {
      return Bytes.empty();
    }
    TailBuffer lines = log;
    if (lines == null) {
      lines = new TailBuffer();
      lines.append(content());
    }
    return lines.content();
  }

  private Bytes content() {
    return size == content.length ? Bytes.wrap(content) : Bytes.copyOf(content, 0, size);
  }

  /** What the next step of a pipeline is given of that. */
  Bytes onward(Bytes output) {
    int found = putsOut || !logged ? -1 : lastAnswer();
    return found < 0 ? output : output.slice(found + ANSWER.length, size);
  }

  private int lastAnswer() {
    for (int at = size - ANSWER.length; at >= 0; at--) {
      if (Arrays.equals(content, at, at + ANSWER.length, ANSWER, 0, ANSWER.length)) {
        return at;
      }
    }
    return -1;
  }

  private void append(Instance guest, Bytes part) {
    long wanted = (long) size + part.size();
    guest.checkOutput(wanted);
    if (wanted > content.length) {
      int room = size == 0 ? part.size() : (int) Math.min(Integer.MAX_VALUE - 8, wanted * 2);
      content = Arrays.copyOf(content, room);
    }
    part.copyTo(content, size);
    size = (int) wanted;
  }

  private PluginState state() {
    if (state == null) {
      throw new IllegalStateException("a plug-in that keeps a state ran without one");
    }
    return state;
  }
}
