package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.host.CommandLine;
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
    RunLimits asked = RunOutcomes.limits(request.config());
    RunReport report =
        execution.execute(
            context.tenant(),
            request.binaryId(),
            request.idempotencyKey(),
            request.input(),
            commandLine(request),
            asked,
            context.cancellation());
    if (!RunOutcomes.ended(report)) {
      throw RunOutcomes.failure(report, "", null, RunOutcomes.exceeded(report, asked, execution));
    }
    return new Execute.Result(RunOutcomes.result(report));
  }

  private static CommandLine commandLine(Execute request) {
    return request.arguments().isEmpty() && request.environment().isEmpty()
        ? CommandLine.NONE
        : new CommandLine("", request.arguments(), request.environment());
  }
}
