package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks something about binaries: the requests that have both shapes. */
public sealed interface BinaryRequest extends Request {
  /**
   * Loads a binary, or swaps its code where one of the same path is loaded.
   *
   * @param path the module's file, read by the server unless {@code module} is given; and its name
   * @param module the module itself
   * @param timeoutMillis how long compiling it may take, waiting included; null for what the server
   *     allows
   */
  record LoadBinary(@Nullable String path, @Nullable Bytes module, @Nullable Long timeoutMillis)
      implements BinaryRequest {
    /** Requires one of the first two. */
    public LoadBinary {
      if (path == null && module == null) {
        throw new IllegalArgumentException("field 'path' or 'module_base64' is missing");
      }
    }

    /** A load that takes as long as the server allows. */
    public LoadBinary(@Nullable String path, @Nullable Bytes module) {
      this(path, module, null);
    }
  }

  /**
   * Runs a binary once.
   *
   * @param binaryId which
   * @param input what it gets
   * @param config its limits
   */
  record Execute(UUID binaryId, Bytes input, RunConfig config) implements BinaryRequest {}

  /**
   * Runs binaries one after the other, each with the output of the one before.
   *
   * @param binaryIds which, at least one
   * @param input what the first gets
   * @param config the limits, the time for all together
   */
  record ExecuteChain(List<UUID> binaryIds, Bytes input, RunConfig config)
      implements BinaryRequest {
    /** Copies, and requires a step. */
    public ExecuteChain {
      binaryIds = List.copyOf(binaryIds);
      if (binaryIds.isEmpty()) {
        throw new IllegalArgumentException("field 'binary_ids' is empty: name one binary or more");
      }
    }
  }

  /** Lists the binaries of the tenant. */
  record ListBinaries() implements BinaryRequest {}

  /**
   * Unloads a binary; runs that have begun end as they would.
   *
   * @param binaryId which
   * @param purge whether its state goes too
   */
  record UnloadBinary(UUID binaryId, boolean purge) implements BinaryRequest {}
}
