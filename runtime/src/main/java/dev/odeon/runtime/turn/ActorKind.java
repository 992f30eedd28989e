package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Limits;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Contract;
import dev.odeon.host.GuestModule;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Settings;
import java.time.Duration;
import java.util.OptionalLong;

/** Actors, whose manifest is a text that grants and limits. */
record ActorKind(Settings settings, Capabilities capabilities, Contract contract)
    implements GuestKind {
  @Override
  public String name() {
    return Manifest.KIND;
  }

  @Override
  public boolean codeOfModuleAlone() {
    return false;
  }

  @Override
  public Terms terms(String origin, Bytes manifest) {
    return terms(Manifest.parse(origin, manifest, capabilities));
  }

  Terms terms(Manifest manifest) {
    Manifest.Lowered lowered = manifest.limits();
    return new Terms(
        manifest.module(),
        module ->
            new ActorCode(GuestModule.link(module, contract, manifest.grants(), capabilities)),
        manifest.recordLog(),
        limits(lowered, lower(lowered.timeMillis(), settings.turnTime())),
        limits(lowered, lower(lowered.initTimeMillis(), settings.initTime())),
        Math.min(
            manifest.mailbox().capacity().orElse(settings.mailboxCapacity()),
            settings.mailboxCapacity()),
        manifest.timers());
  }

  private Limits limits(Manifest.Lowered lowered, Duration time) {
    return new Limits(
        time,
        lower(lowered.fuel(), Limits.fuelFor(time)),
        lower(scaled(lowered.memoryMebibytes()), settings.memoryBytes()),
        (int) lower(lowered.tableElements(), settings.tableElements()),
        (int) lower(lowered.stackSlots(), Limits.STACK_SLOTS),
        lower(scaled(lowered.outputMebibytes()), settings.outputBytes()));
  }

  private static OptionalLong scaled(OptionalLong mebibytes) {
    return mebibytes.isPresent()
        ? OptionalLong.of(mebibytes.getAsLong() << 20)
        : OptionalLong.empty();
  }

  private static Duration lower(OptionalLong millis, Duration most) {
    return Duration.ofMillis(lower(millis, most.toMillis()));
  }

  private static long lower(OptionalLong asked, long most) {
    return Math.min(asked.orElse(most), most);
  }
}
