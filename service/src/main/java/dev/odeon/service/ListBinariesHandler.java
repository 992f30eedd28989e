package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.execution.PluginStatus;
import dev.odeon.protocol.ListBinaries;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.PluginEntry;

/**
 * Lists plug-ins.
 *
 * @param alone whether there is no server, and so no count of runs
 */
record ListBinariesHandler(Execution execution, boolean alone)
    implements OperationHandler<ListBinaries, ListBinaries.Result> {
  private static final long MILLIS_PER_SECOND = 1000;

  @Override
  public Operation<ListBinaries, ListBinaries.Result> operation() {
    return ListBinaries.OPERATION;
  }

  @Override
  public boolean waits(ListBinaries request, String tenant) {
    return false;
  }

  @Override
  public ListBinaries.Result handle(ListBinaries request, RequestContext context) {
    return new ListBinaries.Result(
        execution.list(context.tenant()).stream().map(this::entry).toList());
  }

  private PluginEntry entry(PluginStatus status) {
    String path = status.path();
    return new PluginEntry(
        status.id(),
        path == null ? "" : path,
        status.sizeBytes(),
        status.loadedAtMillis() / MILLIS_PER_SECOND,
        status.hash(),
        status.stateful(),
        alone ? null : (Long) status.runs(),
        alone ? null : (Long) status.errors(),
        status.problem());
  }
}
