package dev.odeon.host;

import dev.odeon.engine.FunctionType;
import dev.odeon.engine.HostFunction;
import dev.odeon.engine.Instance;
import dev.odeon.engine.ValueType;
import java.util.Collections;
import java.util.List;

/** A function of the module {@code host} that plug-ins may import. */
enum PluginFunction {
  LOG("log", 2, false) {
    @Override
    long[] call(PluginInvocation run, Instance guest, long[] arguments) {
      run.log(guest, run.taken(guest, arguments, 0));
      return HostFunction.NOTHING;
    }
  },
  OUTPUT("output", 2, false) {
    @Override
    long[] call(PluginInvocation run, Instance guest, long[] arguments) {
      run.put(guest, run.taken(guest, arguments, 0));
      return HostFunction.NOTHING;
    }
  },
  GET_STATE("get_state", 2, true) {
    @Override
    long[] call(PluginInvocation run, Instance guest, long[] arguments) {
      return new long[] {run.stage(run.taken(guest, arguments, 0))};
    }
  },
  READ_STATE("read_state", 2, true) {
    @Override
    long[] call(PluginInvocation run, Instance guest, long[] arguments) {
      return new long[] {run.readStaged(guest, unsigned(arguments[0]), unsigned(arguments[1]))};
    }
  },
  SET_STATE("set_state", 4, false) {
    @Override
    long[] call(PluginInvocation run, Instance guest, long[] arguments) {
      run.set(guest, run.taken(guest, arguments, 0), run.taken(guest, arguments, 2));
      return HostFunction.NOTHING;
    }
  };

  /** The module that plug-ins import from. */
  static final String MODULE = "host";

  private final String export;
  private final FunctionType type;

  PluginFunction(String export, int parameters, boolean answers) {
    this.export = export;
    this.type =
        new FunctionType(
            Collections.nCopies(parameters, ValueType.I32),
            answers ? List.of(ValueType.I32) : List.of());
  }

  /** Answers a call of the guest. */
  abstract long[] call(PluginInvocation run, Instance guest, long[] arguments);

  String export() {
    return export;
  }

  FunctionType type() {
    return type;
  }

  /** Whether it is about the state. */
  boolean aboutState() {
    return this == GET_STATE || this == READ_STATE || this == SET_STATE;
  }

  static long unsigned(long argument) {
    return argument & 0xFFFF_FFFFL;
  }
}
