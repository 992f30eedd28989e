package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.host.HostCosts;
import dev.odeon.host.wasi.WasiFunction.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The functions of WASI that are about the process: arguments, environment, time, chance, end. */
final class WasiSystem {
  private static final int RANDOM_SLICE = 1 << 16;
  private static final int SUBSCRIPTION_SIZE = 48;
  private static final int EVENT_SIZE = 32;
  private static final int SUBSCRIPTIONS_MAX = 4096;

  private static final int CLOCK = 0;
  private static final int FD_WRITE = 2;

  private WasiSystem() {}

  static void addTo(Map<String, WasiFunction> functions) {
    functions.put("args_get", WasiFunction.of("ii", call -> texts(call, arguments(call))));
    functions.put("args_sizes_get", WasiFunction.of("ii", call -> sizes(call, arguments(call))));
    functions.put("environ_get", WasiFunction.of("ii", call -> texts(call, variables(call))));
    functions.put("environ_sizes_get", WasiFunction.of("ii", call -> sizes(call, variables(call))));
    functions.put("clock_res_get", WasiFunction.of("ii", WasiSystem::resolution));
    functions.put("clock_time_get", WasiFunction.of("iLi", WasiSystem::time));
    functions.put("random_get", WasiFunction.of("ii", WasiSystem::random));
    functions.put("poll_oneoff", WasiFunction.of("iiii", WasiSystem::poll));
    functions.put("sched_yield", WasiFunction.of("", _ -> {}));
    functions.put("proc_exit", WasiFunction.silent(WasiSystem::exit));
    functions.put("proc_raise", WasiFunction.refused("i", WasiErrno.NOSYS, _ -> {}));
    functions.put("sock_accept", noSocket("iii"));
    functions.put("sock_recv", noSocket("iiiiii"));
    functions.put("sock_send", noSocket("iiiii"));
    functions.put("sock_shutdown", noSocket("ii"));
  }

  /** No descriptor is a socket, and one that is not open is not even a wrong one. */
  private static WasiFunction noSocket(String parameters) {
    return WasiFunction.refused(
        parameters, WasiErrno.NOTSOCK, call -> call.process().descriptor(call.index(0)));
  }

  private static List<Bytes> arguments(Call call) {
    return call.process().context().arguments().stream().map(WasiSystem::terminated).toList();
  }

  private static List<Bytes> variables(Call call) {
    return call.process().context().environment().entrySet().stream()
        .map(each -> terminated(each.getKey() + "=" + each.getValue()))
        .toList();
  }

  private static Bytes terminated(String text) {
    return Bytes.utf8(text + '\0');
  }

  private static void sizes(Call call, List<Bytes> texts) {
    call.memory().i32(call.u32(0), texts.size());
    call.memory().i32(call.u32(1), texts.stream().mapToInt(Bytes::size).sum());
  }

  private static void texts(Call call, List<Bytes> texts) {
    long pointer = call.u32(0);
    long at = call.u32(1);
    call.guest().spend(texts.stream().mapToLong(Bytes::size).sum() * HostCosts.COPIED_BYTE);
    for (Bytes text : texts) {
      call.memory().i32(pointer, (int) at);
      call.memory().write(at, text);
      pointer += Integer.BYTES;
      at += text.size();
    }
  }

  private static void resolution(Call call) {
    WasiClock.check(call.i32(0));
    call.memory().i64(call.u32(1), WasiClock.RESOLUTION_NANOS);
  }

  private static void time(Call call) {
    call.memory().i64(call.u32(2), call.process().clock().read(call.i32(0)));
  }

  private static void random(Call call) {
    long at = call.u32(0);
    long end = at + call.u32(1);
    while (at < end && !call.guest().stopping()) {
      int size = (int) Math.min(RANDOM_SLICE, end - at);
      // The place is looked at first: what does not fit is not drawn.
      call.memory().i8(at + size - 1);
      call.guest().spend(size * HostCosts.RANDOM_BYTE);
      call.memory().write(at, call.process().random().next(size));
      at += size;
    }
  }

  private static void exit(Call call) {
    throw call.process().exit(call.i32(0));
  }

  /** What a guest waits for: a clock, or a descriptor, which is always ready. */
  private record Awaited(long userData, int type, long nanos, WasiErrno errno) {}

  private static void poll(Call call) {
    long count = call.u32(2);
    if (count == 0 || count > SUBSCRIPTIONS_MAX) {
      throw WasiErrno.INVAL.failure();
    }
    call.guest().spend(count * HostCosts.VECTOR);
    List<Awaited> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(awaited(call, call.u32(0) + (long) i * SUBSCRIPTION_SIZE));
    }
    long nearest = all.stream().mapToLong(Awaited::nanos).min().orElse(0);
    call.process().clock().sleep(nearest);
    List<Awaited> due = all.stream().filter(each -> each.nanos <= nearest).toList();
    for (int i = 0; i < due.size(); i++) {
      write(call.memory(), call.u32(1) + (long) i * EVENT_SIZE, due.get(i));
    }
    call.memory().i32(call.u32(3), due.size());
  }

  private static Awaited awaited(Call call, long at) {
    LinearMemory memory = call.memory();
    long userData = memory.i64(at);
    int type = memory.i8(at + 8);
    if (type < CLOCK || type > FD_WRITE) {
      throw WasiErrno.INVAL.failure();
    }
    try {
      if (type != CLOCK) {
        call.process().descriptor(Integer.toUnsignedLong(memory.i32(at + 16)));
        return new Awaited(userData, type, 0, WasiErrno.SUCCESS);
      }
      int clock = memory.i32(at + 16);
      long timeout = memory.i64(at + 24);
      boolean absolute = (memory.i16(at + 40) & 1) != 0;
      WasiClock.check(clock);
      long nanos = absolute ? call.process().clock().until(clock, timeout) : timeout;
      return new Awaited(userData, type, nanos < 0 ? Long.MAX_VALUE : nanos, WasiErrno.SUCCESS);
    } catch (WasiErrno.Failure e) {
      return new Awaited(userData, type, 0, e.errno());
    }
  }

  private static void write(LinearMemory memory, long at, Awaited event) {
    memory.write(at, Bytes.wrap(new byte[EVENT_SIZE]));
    memory.i64(at, event.userData);
    memory.i16(at + 8, (short) event.errno.code());
    memory.i8(at + 10, (byte) event.type);
    memory.i64(at + 16, event.type == CLOCK ? 0 : 1);
  }
}
