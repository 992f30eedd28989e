package dev.odeon.service;

import dev.odeon.chain.DamageReport;
import dev.odeon.execution.Execution;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.Status;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.HomeInventory;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.Plugins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports the status of the home.
 *
 * @param server the state of the server in front of it; null if there is none
 */
record StatusHandler(
    Actors actors, Execution execution, @Nullable Supplier<Status.ServerState> server)
    implements OperationHandler<Status, Status.Result> {
  @Override
  public Operation<Status, Status.Result> operation() {
    return Status.OPERATION;
  }

  @Override
  public Status.Result handle(Status request, RequestContext context) {
    TenantStore.requireHome(context.tenant());
    HomeInventory inventory = new HomeInventory(actors.home(), actors.ports().disk());
    SortedMap<String, Long> bytes = inventory.bytes();
    bytes.put("store", actors.store().contents().totals().diskBytes());
    List<ActorStatus> all =
        actors.reports().list(context.tenant()).stream().filter(StatusHandler::isActor).toList();
    long blocks = actors.chains().size();
    return new Status.Result(
        actors.home().toString(),
        actors.homeId().hex(),
        HomeInventory.formats(),
        bytes,
        all.size(),
        all.stream().filter(StatusHandler::isRunning).count(),
        actors.pauses().isHomePaused(),
        execution.list(context.tenant()).size(),
        blocks,
        actors.chains().rootAt(blocks),
        server == null ? null : server.get(),
        inventory.lastCleanStop().map(Instant::toString).orElse(null),
        damaged(actors.chains().damage()));
  }

  private static boolean isActor(ActorStatus status) {
    return !status.registration().key().category().equals(Plugins.CATEGORY);
  }

  private static boolean isRunning(ActorStatus status) {
    return status.registration().status() == Registration.Status.RUNNING;
  }

  private static List<String> damaged(DamageReport damage) {
    List<String> lines = new ArrayList<>(damage.places());
    damage.chains().forEach((key, what) -> lines.add("%s: %s".formatted(key, what)));
    String doubt = damage.doubt();
    if (doubt != null) {
      lines.add("the home is open for reading only: " + doubt);
    }
    return lines;
  }
}
