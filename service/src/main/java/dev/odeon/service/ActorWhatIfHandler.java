package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.engine.LoadRequest;
import dev.odeon.protocol.ActorWhatIf;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.actor.Actors;

/** Runs another module on the history of actors. */
record ActorWhatIfHandler(Actors actors, CodeSource code)
    implements OperationHandler<ActorWhatIf, ActorWhatIf.Result> {
  @Override
  public Operation<ActorWhatIf, ActorWhatIf.Result> operation() {
    return ActorWhatIf.OPERATION;
  }

  @Override
  public ActorWhatIf.Result handle(ActorWhatIf request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    long last = Turns.head(actors, key).height();
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    Bytes module = code.module(context.tenant(), request.module(), request.moduleRef());
    WhatIfReport report =
        actors.history().whatIf(key, module, height -> context.progress().at(height, last), load);
    return new ActorWhatIf.Result(
        report.key().text(),
        report.clean(),
        report.blocks(),
        report.run(),
        report.asRecorded(),
        report.module(),
        report.same(),
        report.different(),
        report.unknown(),
        report.differences().stream()
            .map(each ->
                new ActorWhatIf.Difference(
                    each.height(), each.unknown(), each.what(), each.expected(), each.actual()))
            .toList(),
        new ActorWhatIf.Fuel(report.fuel().recorded(), report.fuel().made()),
        state(report.recorded()),
        state(report.made()));
  }

  private static ActorWhatIf.State state(WhatIfReport.State state) {
    return new ActorWhatIf.State(state.hash(), state.size());
  }
}
