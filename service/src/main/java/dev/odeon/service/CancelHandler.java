package dev.odeon.service;

import dev.odeon.protocol.Cancel;
import dev.odeon.protocol.Operation;

/** Cancels nothing: a door does that itself, where it has a request to cancel. */
record CancelHandler() implements OperationHandler<Cancel, Cancel.Result> {
  @Override
  public boolean waits(Cancel request, String tenant) {
    return false;
  }

  @Override
  public Operation<Cancel, Cancel.Result> operation() {
    return Cancel.OPERATION;
  }

  @Override
  public Cancel.Result handle(Cancel request, RequestContext context) {
    return new Cancel.Result(false);
  }
}
