package dev.odeon.service;

import dev.odeon.base.DiskException;
import dev.odeon.base.ErrorText;
import dev.odeon.chain.ChainException;
import dev.odeon.engine.LoadException;
import dev.odeon.execution.ExecutionException;
import dev.odeon.log.LogException;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.LimitException;
import dev.odeon.store.StoreException;
import java.time.Duration;

/** Maps the exceptions of the rooms below to error codes for clients. */
final class Failures {
  private Failures() {}

  /**
   * Returns the failure as an error response. The rooms' messages already say on one line what is
   * wrong and where; this method adds the code.
   *
   * @throws RuntimeException {@code e} itself if it is of another type: then it is a bug in Odeon
   */
  static RequestException of(RuntimeException e) {
    Duration after = e instanceof LimitException limit ? limit.retryAfter() : null;
    String message = String.valueOf(e.getMessage());
    return after == null
        ? new RequestException(code(e), message)
        : new RequestException(code(e), message, RequestException.RetryAfter.of(after));
  }

  /** Whether the disk is full or would not, so that who runs the home should know. */
  static boolean isOfDisk(RuntimeException e) {
    return switch (e) {
      case LogException.Full _, LogException.Poisoned _ -> true;
      case StoreException.Unavailable _, StoreException.Broken _ -> true;
      case DiskException disk -> disk.reason() == DiskException.Reason.FULL;
      default -> false;
    };
  }

  private static ErrorCode code(RuntimeException e) {
    return switch (e) {
      case ActorException actor -> code(actor.reason());
      case ExecutionException execution -> code(execution.kind());
      case LoadException load -> code(load.reason());
      case StoreException store -> code(store);
      case ChainException chain -> code(chain.reason());
      case LogException.Damaged _ -> ErrorCode.DAMAGED;
      case LogException _, DiskException _ -> ErrorCode.REFUSED;
      case IllegalArgumentException wrong when ErrorText.isOwn(wrong) -> ErrorCode.INVALID_INPUT;
      default -> throw e;
    };
  }

  private static ErrorCode code(ActorException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> ErrorCode.NOT_FOUND;
      case CONFLICT, UNSUPPORTED, REJECTED -> ErrorCode.REFUSED;
      case INVALID_MANIFEST -> ErrorCode.INVALID_INPUT;
      case INVALID_MODULE -> ErrorCode.INVALID_WASM;
      case DAMAGED, DIVERGED -> ErrorCode.DAMAGED;
      case GUEST_FAILED -> ErrorCode.RUNTIME_ERROR;
      case RETRY -> ErrorCode.OVERLOADED;
      case QUOTA -> ErrorCode.QUOTA_EXCEEDED;
      case TOO_LARGE -> ErrorCode.TOO_LARGE;
      case UNANSWERED -> ErrorCode.UNANSWERED;
      case EXPIRED -> ErrorCode.EXPIRED;
      case WITHDRAWN -> ErrorCode.WITHDRAWN;
      case ALREADY_ANSWERED -> ErrorCode.ALREADY_ANSWERED;
      case PAUSED -> ErrorCode.PAUSED;
      case CLOSED -> ErrorCode.STOPPING;
      case FAILED -> ErrorCode.INTERNAL;
    };
  }

  private static ErrorCode code(ExecutionException.Kind kind) {
    return switch (kind) {
      case BINARY_NOT_FOUND -> ErrorCode.BINARY_NOT_FOUND;
      case FILE_NOT_FOUND -> ErrorCode.FILE_NOT_FOUND;
      case INVALID_WASM -> ErrorCode.INVALID_WASM;
      case COMPILATION -> ErrorCode.COMPILATION_ERROR;
      case INVALID_INPUT -> ErrorCode.INVALID_INPUT;
      case TOO_LARGE -> ErrorCode.TOO_LARGE;
      case OVERLOADED -> ErrorCode.OVERLOADED;
      case TIME -> ErrorCode.EXECUTION_TIMEOUT;
      case CANCELLED -> ErrorCode.CANCELLED;
      case PLUGIN_FAILED -> ErrorCode.RUNTIME_ERROR;
    };
  }

  private static ErrorCode code(LoadException.Reason reason) {
    return switch (reason) {
      case OVERLOADED -> ErrorCode.OVERLOADED;
      case TIME -> ErrorCode.EXECUTION_TIMEOUT;
      case CANCELLED -> ErrorCode.CANCELLED;
    };
  }

  private static ErrorCode code(StoreException e) {
    return switch (e) {
      case StoreException.Missing _ -> ErrorCode.NOT_FOUND;
      case StoreException.TooLarge _ -> ErrorCode.TOO_LARGE;
      case StoreException.Damaged _ -> ErrorCode.DAMAGED;
      case StoreException.Closed _ -> ErrorCode.STOPPING;
      case StoreException.Unavailable _,
          StoreException.SourceFailed _,
          StoreException.Broken _,
          StoreException.Refused _ ->
          ErrorCode.REFUSED;
    };
  }

  private static ErrorCode code(ChainException.Reason reason) {
    return switch (reason) {
      case DAMAGED -> ErrorCode.DAMAGED;
      case GONE, MISSING, POSITION -> ErrorCode.NOT_FOUND;
      case FULL -> ErrorCode.OVERLOADED;
      case KEY -> ErrorCode.REFUSED;
    };
  }
}
