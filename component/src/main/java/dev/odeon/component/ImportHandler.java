package dev.odeon.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the host does when a guest calls an import. */
@FunctionalInterface
public interface ImportHandler {
  /** Takes the parameters and gives the result, null if and only if the function has none. */
  @Nullable Object call(List<Object> params);
}
