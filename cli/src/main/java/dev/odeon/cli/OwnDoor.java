package dev.odeon.cli;

import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.runtime.Actors;
import dev.odeon.server.ModuleFiles;
import dev.odeon.server.Service;

/** The home itself, opened by this process for as long as the command runs. */
final class OwnDoor implements Door {
  private final Actors actors;
  private final Execution execution;
  private final Service service;
  private final String tenant;

  private OwnDoor(Actors actors, Execution execution, String tenant) {
    this.actors = actors;
    this.execution = execution;
    this.service = Service.of(actors, execution, new ModuleFiles.Anywhere(), () -> "");
    this.tenant = tenant;
  }

  /** The door to {@code actors}, which is closed with it. */
  static Door of(Console console, Actors actors) {
    try {
      return new OwnDoor(
          actors, Execution.open(actors, ExecutionConfig.defaults()), Keys.tenant(console));
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  @Override
  public Response ask(Request request) {
    return service.answer(tenant, request, new Cancellation());
  }

  @Override
  public void close() {
    execution.close();
    actors.close();
  }
}
