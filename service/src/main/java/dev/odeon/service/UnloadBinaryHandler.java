package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.UnloadBinary;

/** Unloads a plug-in. */
record UnloadBinaryHandler(Execution execution)
    implements OperationHandler<UnloadBinary, UnloadBinary.Result> {
  @Override
  public Operation<UnloadBinary, UnloadBinary.Result> operation() {
    return UnloadBinary.OPERATION;
  }

  @Override
  public UnloadBinary.Result handle(UnloadBinary request, RequestContext context) {
    execution.unload(context.tenant(), request.binaryId(), request.purge());
    return new UnloadBinary.Result("Binary " + request.binaryId() + " unloaded successfully");
  }
}
