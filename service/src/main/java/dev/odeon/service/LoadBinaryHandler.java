package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.Execution;
import dev.odeon.execution.Plugin;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.Operation;

/** Loads a plug-in. */
record LoadBinaryHandler(Execution execution, ModuleFiles files, Disk disk)
    implements OperationHandler<LoadBinary, LoadBinary.Result> {
  private static final long MODULE_BYTES_MAX = 64 << 20;

  @Override
  public Operation<LoadBinary, LoadBinary.Result> operation() {
    return LoadBinary.OPERATION;
  }

  @Override
  public LoadBinary.Result handle(LoadBinary request, RequestContext context) {
    Bytes module = request.module();
    if (module == null) {
      module = files.read(java.util.Objects.requireNonNull(request.path()), MODULE_BYTES_MAX, disk);
    }
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    Plugin binary = execution.load(context.tenant(), request.path(), module, load);
    return new LoadBinary.Result(binary.id(), binary.sizeBytes());
  }
}
