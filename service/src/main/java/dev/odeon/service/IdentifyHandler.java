package dev.odeon.service;

import dev.odeon.base.Version;
import dev.odeon.protocol.Identify;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.ServerIdentity;
import dev.odeon.runtime.actor.Actors;

/** Identifies the home that this process has open. */
record IdentifyHandler(Actors actors) implements OperationHandler<Identify, ServerIdentity> {
  @Override
  public Operation<Identify, ServerIdentity> operation() {
    return Identify.OPERATION;
  }

  @Override
  public boolean waits(Identify request, String tenant) {
    return false;
  }

  @Override
  public ServerIdentity handle(Identify request, RequestContext context) {
    return new ServerIdentity(
        ProcessHandle.current().pid(),
        actors.home().toString(),
        actors.homeId(),
        actors.identity(),
        Version.current().text());
  }
}
