package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.Execution;
import dev.odeon.execution.Plugin;
import dev.odeon.execution.PluginStatus;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.Operation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Loads a plug-in. */
record LoadBinaryHandler(Execution execution, ModuleFiles files, Disk disk)
    implements OperationHandler<LoadBinary, LoadBinary.Result> {
  private static final long MODULE_BYTES_MAX = 64 << 20;

  @Override
  public Operation<LoadBinary, LoadBinary.Result> operation() {
    return LoadBinary.OPERATION;
  }

  @Override
  public LoadBinary.Result handle(LoadBinary request, RequestContext context) {
    String path = request.path();
    Bytes module = request.module();
    if (module == null) {
      String file = Objects.requireNonNull(path);
      module = files.read(file, MODULE_BYTES_MAX, disk);
      path = name(context.tenant(), file);
    }
    LoadRequest load = RunOutcomes.load(request.timeoutMillis(), context);
    Plugin binary = execution.load(context.tenant(), path, module, load);
    return new LoadBinary.Result(binary.id(), binary.sizeBytes());
  }

  /**
   * What names the plug-in of a file: its path without links, whatever way leads there. One that
   * was loaded by another path keeps that name.
   */
  private String name(String tenant, String path) {
    Path file = Path.of(path).toAbsolutePath().normalize();
    List<String> known =
        execution.list(tenant).stream()
            .map(PluginStatus::path)
            .filter(each -> path.equals(each) || file.toString().equals(each))
            .toList();
    return known.isEmpty() ? disk.realPath(file).toString() : known.getFirst();
  }
}
