package dev.odeon.service;

import dev.odeon.chain.Head;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.TenantAllowance;
import dev.odeon.protocol.TenantSet;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantReport;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.tenant.Tenants;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets limits of tenants. */
record TenantSetHandler(Actors actors) implements OperationHandler<TenantSet, TenantSet.Result> {
  @Override
  public Operation<TenantSet, TenantSet.Result> operation() {
    return TenantSet.OPERATION;
  }

  @Override
  public TenantSet.Result handle(TenantSet request, RequestContext context) {
    TenantStore.requireHome(context.tenant());
    Map<TenantLimit, Optional<Long>> values = new EnumMap<>(TenantLimit.class);
    request.limits().forEach((name, value) -> add(values, name, Optional.of(value)));
    request.unset().forEach(name -> add(values, name, Optional.empty()));
    if (values.isEmpty()) {
      throw wrong("no limit is named: give one of " + TenantLimit.names());
    }
    Tenants.Change change = actors.tenants().set(request.name(), values, context.principal());
    Head head = change.head();
    return new TenantSet.Result(
        request.name(),
        allowances(change.report()),
        change.duplicate(),
        head == null ? null : head.height(),
        head == null ? null : head.hash());
  }

  private static void add(
      Map<TenantLimit, Optional<Long>> values, String name, Optional<Long> value) {
    TenantLimit limit = TenantLimit.of(name);
    if (limit == null) {
      throw wrong(
          "tenants are not limited by '%s'; they can be by %s"
              .formatted(TenantStore.brief(name), TenantLimit.names()));
    }
    if (values.put(limit, value) != null) {
      throw wrong("%s is set and unset at once: choose one".formatted(name));
    }
  }

  private static RequestException wrong(String why) {
    return new RequestException(ErrorCode.INVALID_INPUT, why);
  }

  /** What a report says, on the wire. */
  static List<TenantAllowance> allowances(TenantReport report) {
    return report.lines().stream()
        .map(line ->
            new TenantAllowance(
                line.limit().text(), line.allowed(), line.set(), line.configured(), line.used()))
        .toList();
  }
}
