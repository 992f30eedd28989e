package dev.odeon.service;

import dev.odeon.protocol.Cancel;
import dev.odeon.protocol.Operation;

/**
 * Cancels nothing: the server handles {@code Cancel} itself, since only it knows the running
 * requests.
 */
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
