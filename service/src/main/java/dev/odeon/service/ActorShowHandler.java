package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Limits;
import dev.odeon.protocol.ActorShow;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.ActorReport;
import dev.odeon.runtime.actor.Actors;
import org.jspecify.annotations.Nullable;

/** Tells what is known of actors. */
record ActorShowHandler(Actors actors) implements OperationHandler<ActorShow, ActorShow.Result> {
  @Override
  public Operation<ActorShow, ActorShow.Result> operation() {
    return ActorShow.OPERATION;
  }

  @Override
  public ActorShow.Result handle(ActorShow request, RequestContext context) {
    ActorReport report = actors.reports().show(Turns.key(context, request.actor()));
    Bytes manifest = report.manifest();
    return new ActorShow.Result(
        ActorListHandler.item(report.status()),
        report.createdMillis(),
        report.moduleBytes(),
        manifest == null ? null : manifest.text(),
        report.grants(),
        limits(report.allowance()),
        report.stateHash(),
        report.stateBytes(),
        failure(report.lastFailure()));
  }

  private static ActorShow.@Nullable Limits limits(ActorReport.@Nullable Allowance allowance) {
    if (allowance == null) {
      return null;
    }
    Limits turn = allowance.turn();
    return new ActorShow.Limits(
        turn.memoryBytesMax() >> 20,
        turn.time().toMillis(),
        allowance.initMillis(),
        turn.outputBytesMax() >> 20,
        turn.tableElementsMax(),
        turn.fuel(),
        turn.stackSlots(),
        allowance.mailboxCapacity());
  }

  private static ActorShow.@Nullable LastFailure failure(ActorReport.@Nullable Failure failure) {
    return failure == null
        ? null
        : new ActorShow.LastFailure(failure.height(), failure.timeMillis(), failure.outcome());
  }
}
