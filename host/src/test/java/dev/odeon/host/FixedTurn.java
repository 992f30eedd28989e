package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.host.capability.OwnChain;
import dev.odeon.host.capability.RequestClaims;
import dev.odeon.host.capability.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A turn whose time, seed, store and open requests a test chooses. */
final class FixedTurn implements TurnContext, RequestClaims, OwnChain {
  final List<String> open = new ArrayList<>();
  final MemoryView view = new MemoryView();
  long outputBytesMax = 1 << 20;
  private final long time;
  private final RandomStream random;

  FixedTurn() {
    this(42, "00");
  }

  FixedTurn(long time, String seed) {
    this.time = time;
    this.random = new RandomStream(Bytes.ofHex(seed.repeat(16)));
  }

  /** The function of {@code offered} as far as it is granted, all of it unless narrowed. */
  static GrantedFunction<?> function(
      Capabilities offered, String capability, String function, GrantTable narrowed) {
    Capability<?> of = Objects.requireNonNull(offered.find(capability));
    Object grant = Objects.requireNonNull(Grants.none().with(of, narrowed).of(capability));
    return of.granted(Objects.requireNonNull(of.functions().get(function)), grant);
  }

  /** A table that narrows nothing. */
  static GrantTable whole() {
    return Capability.NOTHING_NARROWED;
  }

  /** A table with one text, or one number. */
  static GrantTable table(String key, Object value) {
    return new GrantTable() {
      @Override
      public @Nullable String text(String wanted) {
        return wanted.equals(key) && value instanceof String text ? text : null;
      }

      @Override
      @SuppressWarnings("unchecked")
      public @Nullable List<String> texts(String wanted) {
        return wanted.equals(key) && value instanceof List<?> texts ? (List<String>) texts : null;
      }

      @Override
      public OptionalLong number(String wanted, long min, long max) {
        return wanted.equals(key) && value instanceof Long number
            ? OptionalLong.of(number)
            : OptionalLong.empty();
      }

      @Override
      public RuntimeException wrong(String wrong, String what) {
        return new IllegalArgumentException(wrong + ": " + what);
      }
    };
  }

  @Override
  public List<String> unclaimed() {
    return List.copyOf(open);
  }

  @Override
  public Key self() {
    return Key.actor("me");
  }

  @Override
  public long height() {
    return 4;
  }

  @Override
  public long timeMillis() {
    return time;
  }

  @Override
  public RandomStream random() {
    return random;
  }

  @Override
  public long outputBytesMax() {
    return outputBytesMax;
  }

  @Override
  public <T> T service(Class<T> type) {
    return Stream.of(this, (StoreView) view)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + type));
  }

  @Override
  public boolean claim(String requestId) {
    return open.remove(requestId);
  }

  @Override
  public long durableHeight() {
    return 3;
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return List.of();
  }
}
