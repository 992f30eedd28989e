package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.execution.RunReport;
import dev.odeon.protocol.Execute;
import dev.odeon.protocol.Operation;

/** Runs a plug-in. */
record ExecuteHandler(Execution execution) implements OperationHandler<Execute, Execute.Result> {
  @Override
  public Operation<Execute, Execute.Result> operation() {
    return Execute.OPERATION;
  }

  @Override
  public boolean waits(Execute request, String tenant) {
    return execution.isStateful(tenant, request.binaryId());
  }

  @Override
  public Execute.Result handle(Execute request, RequestContext context) {
    RunReport report =
        execution.execute(
            context.tenant(),
            request.binaryId(),
            request.input(),
            RunOutcomes.limits(request.config()),
            context.cancellation());
    if (!RunOutcomes.ended(report)) {
      throw RunOutcomes.failure(report, "", null);
    }
    return new Execute.Result(RunOutcomes.result(report));
  }
}
