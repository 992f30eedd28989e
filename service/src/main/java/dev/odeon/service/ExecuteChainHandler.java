package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.execution.PipelineReport;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.protocol.ExecuteChain;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunResult;
import java.util.List;

/** Runs a pipeline. */
record ExecuteChainHandler(Execution execution)
    implements OperationHandler<ExecuteChain, ExecuteChain.Result> {
  private static final long NANOS_PER_MILLI = 1_000_000;

  @Override
  public Operation<ExecuteChain, ExecuteChain.Result> operation() {
    return ExecuteChain.OPERATION;
  }

  @Override
  public boolean waits(ExecuteChain request, String tenant) {
    return request.binaryIds().stream().anyMatch(id -> execution.isStateful(tenant, id));
  }

  @Override
  public ExecuteChain.Result handle(ExecuteChain request, RequestContext context) {
    RunLimits asked = RunOutcomes.limits(request.config());
    PipelineReport report =
        execution.chain(
            context.tenant(), request.binaryIds(), request.input(), asked, context.cancellation());
    List<RunResult> results =
        report.steps().stream().filter(RunOutcomes::ended).map(RunOutcomes::result).toList();
    if (!report.succeeded()) {
      int step = report.failedStep() + 1;
      RunReport failed = report.steps().get(report.failedStep());
      throw RunOutcomes.failure(
          failed,
          "step " + step + ": ",
          new RequestException.FailedPipeline(step, results),
          RunOutcomes.exceeded(failed, asked, execution));
    }
    return new ExecuteChain.Result(results, report.nanos() / NANOS_PER_MILLI);
  }
}
