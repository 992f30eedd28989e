package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Trap;
import dev.odeon.host.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a WASI command: its descriptors, clock and randomness. Owned by the guest's thread.
 */
final class WasiProcess implements AutoCloseable {
  /** How many descriptors may be open at once. */
  static final int DESCRIPTORS_MAX = 256;

  private static final int STDIO = 3;

  private final WasiContext context;
  private final WasiClock clock;
  private final RandomStream random;
  private final WasiDescriptor.Output output = new WasiDescriptor.Output();
  private final WasiDescriptor.Errors errors = new WasiDescriptor.Errors();
  private final List<@Nullable WasiDescriptor> descriptors = new ArrayList<>();
  private final Map<Object, Long> inodes = new HashMap<>(0);
  private @Nullable Integer exitCode;

  WasiProcess(WasiContext context) {
    this.context = context;
    this.clock = new WasiClock(context.timeMillis());
    this.random = new RandomStream(context.seed());
    descriptors.add(new WasiDescriptor.Input(context.input()));
    descriptors.add(output);
    descriptors.add(errors);
    for (WasiFolder folder : context.folders()) {
      descriptors.add(new WasiDescriptor.OpenFolder(new WasiGrant(folder), List.of(), true));
    }
  }

  WasiContext context() {
    return context;
  }

  WasiClock clock() {
    return clock;
  }

  RandomStream random() {
    return random;
  }

  Bytes output() {
    return output.content();
  }

  Bytes errors() {
    return errors.content();
  }

  /** What the guest exited with; null if it did not. */
  @Nullable Integer exitCode() {
    return exitCode;
  }

  /** Ends the run. */
  Trap exit(int code) {
    exitCode = code;
    return Trap.end("exit");
  }

  /** What descriptor {@code fd} stands for. */
  WasiDescriptor descriptor(long fd) {
    WasiDescriptor known = fd >= 0 && fd < descriptors.size() ? descriptors.get((int) fd) : null;
    if (known == null) {
      throw WasiErrno.BADF.failure();
    }
    return known;
  }

  WasiDescriptor.OpenFile file(long fd) {
    return switch (descriptor(fd)) {
      case WasiDescriptor.OpenFile file -> file;
      case WasiDescriptor.OpenFolder _ -> throw WasiErrno.ISDIR.failure();
      case WasiDescriptor.Input _ -> throw WasiErrno.SPIPE.failure();
      case WasiDescriptor.Stream _ -> throw WasiErrno.SPIPE.failure();
    };
  }

  WasiDescriptor.OpenFolder folder(long fd) {
    return switch (descriptor(fd)) {
      case WasiDescriptor.OpenFolder folder -> folder;
      case WasiDescriptor.OpenFile _ -> throw WasiErrno.NOTDIR.failure();
      case WasiDescriptor.Input _ -> throw WasiErrno.NOTDIR.failure();
      case WasiDescriptor.Stream _ -> throw WasiErrno.NOTDIR.failure();
    };
  }

  /** Open files and folders stay what they are when they, or what is above them, get new names. */
  void renamed(WasiGrant grant, List<String> from, List<String> to) {
    for (WasiDescriptor each : descriptors) {
      switch (each) {
        case WasiDescriptor.OpenFile file -> file.status().renamed(grant, from, to);
        case WasiDescriptor.OpenFolder folder -> folder.renamed(grant, from, to);
        case WasiDescriptor.Input _ -> {}
        case WasiDescriptor.Stream _ -> {}
        case null -> {}
      }
    }
  }

  /** The number that tells a file or folder from all others of this run. */
  long inode(Object identity) {
    return inodes.computeIfAbsent(identity, _ -> STDIO + 1L + inodes.size());
  }

  /** The device of a granted folder: they are told apart, and none is that of the streams. */
  long device(WasiGrant grant) {
    return 1L + context.folders().indexOf(grant.granted());
  }

  /** Refuses one more descriptor if there are as many as may be. */
  void checkRoom() {
    if (free() >= DESCRIPTORS_MAX) {
      throw WasiErrno.MFILE.failure();
    }
  }

  /** Gives {@code opened} the lowest free number past the standard ones. */
  int add(WasiDescriptor opened) {
    int fd = free();
    if (fd == descriptors.size()) {
      descriptors.add(opened);
    } else {
      descriptors.set(fd, opened);
    }
    return fd;
  }

  private int free() {
    int fd = STDIO;
    while (fd < descriptors.size() && descriptors.get(fd) != null) {
      fd++;
    }
    return fd;
  }

  void close(long fd) {
    descriptor(fd).close();
    descriptors.set((int) fd, null);
  }

  /** Gives {@code from} the number {@code to}, whose own is closed. */
  void renumber(long from, long to) {
    WasiDescriptor moved = descriptor(from);
    descriptor(to);
    if (from != to) {
      close(to);
      descriptors.set((int) to, moved);
      descriptors.set((int) from, null);
    }
  }

  @Override
  public void close() {
    for (WasiDescriptor each : descriptors) {
      if (each != null) {
        each.close();
      }
    }
    descriptors.clear();
  }
}
