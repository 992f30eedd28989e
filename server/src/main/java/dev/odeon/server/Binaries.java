package dev.odeon.server;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.Asked;
import dev.odeon.execution.Binary;
import dev.odeon.execution.BinaryStatus;
import dev.odeon.execution.Execution;
import dev.odeon.execution.PipelineReport;
import dev.odeon.execution.RunReport;
import dev.odeon.protocol.BinaryEntry;
import dev.odeon.protocol.BinaryRequest;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers the requests about binaries. */
final class Binaries {
  private static final long MODULE_BYTES_MAX = 64 << 20;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Execution execution;
  private final ModuleFiles files;
  private final Disk disk;

  Binaries(Execution execution, ModuleFiles files, Disk disk) {
    this.execution = execution;
    this.files = files;
    this.disk = disk;
  }

  boolean waits(String tenant, BinaryRequest request) {
    return switch (request) {
      case BinaryRequest.LoadBinary _, BinaryRequest.UnloadBinary _ -> true;
      case BinaryRequest.Execute execute -> execution.isStateful(tenant, execute.binaryId());
      case BinaryRequest.ExecuteChain chain ->
          chain.binaryIds().stream().anyMatch(id -> execution.isStateful(tenant, id));
      case BinaryRequest.ListBinaries _ -> false;
    };
  }

  Response answer(String tenant, BinaryRequest request, Cancellation cancellation) {
    return switch (request) {
      case BinaryRequest.Execute(UUID id, Bytes input, RunConfig config) ->
          ran(execution.execute(tenant, id, input, asked(config), cancellation));
      case BinaryRequest.ExecuteChain(var ids, Bytes input, RunConfig config) ->
          chained(execution.chain(tenant, ids, input, asked(config), cancellation));
      case BinaryRequest.LoadBinary(var path, var module, var millis) ->
          load(tenant, path, module, Outcomes.load(tenant, millis, cancellation));
      case BinaryRequest.ListBinaries() ->
          new Response.Binaries(execution.list(tenant).stream().map(Binaries::entry).toList());
      case BinaryRequest.UnloadBinary(UUID id, boolean purge) -> {
        execution.unload(tenant, id, purge);
        yield new Response.Unloaded("Binary " + id + " unloaded successfully");
      }
    };
  }

  private Response load(
      String tenant, @Nullable String path, @Nullable Bytes module, LoadRequest load) {
    Bytes code = module;
    if (code == null && path != null) {
      code = files.read(path, MODULE_BYTES_MAX, disk);
    }
    if (code == null) {
      throw new IllegalArgumentException("a binary is loaded from a path or from its bytes");
    }
    Binary binary = execution.load(tenant, path, code, load);
    return new Response.Loaded(binary.id(), binary.sizeBytes());
  }

  private static Asked asked(RunConfig config) {
    if (config.equals(RunConfig.NONE)) {
      return Asked.NOTHING;
    }
    Long millis = config.timeoutMillis();
    Long mebibytes = config.memoryMebibytes();
    return new Asked(
        millis == null ? null : Duration.ofMillis(millis),
        mebibytes == null ? null : mebibytes << 20,
        config.fuel());
  }

  private static Response ran(RunReport report) {
    return Outcomes.ended(report)
        ? new Response.Ran(Outcomes.result(report))
        : Outcomes.failure(report, "", null);
  }

  private static Response chained(PipelineReport report) {
    List<RunResult> results =
        report.steps().stream().filter(Outcomes::ended).map(Outcomes::result).toList();
    if (report.succeeded()) {
      return new Response.Chained(results, report.nanos() / NANOS_PER_MILLI);
    }
    int step = report.failedStep() + 1;
    return Outcomes.failure(
        report.steps().get(report.failedStep()),
        "step " + step + ": ",
        new Response.FailedChain(step, results));
  }

  private static BinaryEntry entry(BinaryStatus status) {
    String path = status.path();
    return new BinaryEntry(
        status.id(),
        path == null ? "" : path,
        status.sizeBytes(),
        status.loadedAtMillis() / MILLIS_PER_SECOND,
        status.hash().toString(),
        status.stateful(),
        status.runs(),
        status.errors(),
        status.problem());
  }
}
