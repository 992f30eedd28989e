package dev.odeon.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the rooms of the house may touch. A room is the package below {@code root}: {@code
 * dev.odeon} for the house itself, another for the classes that show that each rule can fail.
 */
record HouseRules(String root) {

  /** A room sees rooms of lower floors alone. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("guests", -1),
          Map.entry("base", 0),
          Map.entry("log", 1),
          Map.entry("store", 1),
          Map.entry("engine", 1),
          Map.entry("component", 1),
          Map.entry("testkit", 1),
          Map.entry("chain", 2),
          Map.entry("host", 2),
          Map.entry("protocol", 2),
          Map.entry("runtime", 3),
          Map.entry("execution", 4),
          Map.entry("server", 5),
          Map.entry("cli", 6),
          Map.entry("bench", 7));

  private static final String WASM_LIBRARY = "run\\.endive\\..*";

  private static final String FILES =
      either(
          "java\\.nio\\.file\\.Files",
          "java\\.nio\\.channels\\.(Asynchronous)?FileChannel",
          "java\\.io\\.(RandomAccessFile|File|FileInputStream|FileOutputStream|FileReader|FileWriter)");

  private static final String CLOCKS =
      either(
          "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)",
          "java\\.time\\.(Instant|(Local|Zoned|Offset)?DateTime|LocalDate|LocalTime)\\.now",
          "java\\.time\\.Clock\\.(system.*|tick.*)",
          "java\\.util\\.Date\\.<init>");

  private static final String RANDOMNESS =
      either(
          "java\\.util\\.(Random|SplittableRandom)",
          "java\\.util\\.concurrent\\.ThreadLocalRandom",
          "java\\.security\\.SecureRandom",
          "java\\.util\\.random\\..*",
          "java\\.util\\.UUID\\.randomUUID",
          "java\\.lang\\.Math\\.random",
          "java\\.util\\.Collections\\.shuffle");

  /** Starting threads, and every way of waiting for one. */
  private static final String THREADS =
      either(
          "java\\.lang\\.Thread\\.(<init>|start|startVirtualThread|ofPlatform|ofVirtual|sleep|join"
              + "|yield|onSpinWait)",
          "java\\.lang\\.Object\\.(wait|notify|notifyAll)",
          "java\\.util\\.Timer",
          "java\\.util\\.concurrent\\.(\\w*Executor\\w*|ForkJoin\\w*|\\w*BlockingQueue"
              + "|\\w*BlockingDeque|CountDownLatch|CyclicBarrier|Semaphore|Phaser|Exchanger"
              + "|StructuredTaskScope)",
          "java\\.util\\.concurrent\\.(CompletableFuture|Future)\\.(get|join|\\w*Async)",
          "java\\.util\\.concurrent\\.locks\\.(LockSupport|Condition)");

  /** The rooms of the product look down only, and each of them has a floor. */
  ArchRule seeLowerRoomsOnly() {
    return classes().should(seeOnlyRoomsBelow());
  }

  /** The Wasm library is known to one room. */
  ArchRule onlyEngineSeesTheWasmLibrary() {
    return onlyIn(Set.of("engine"), "the Wasm library", WASM_LIBRARY);
  }

  /**
   * Files are reached through {@code Disk}; a command also reads and writes what a person names.
   */
  ArchRule touchFilesThroughDisk() {
    return onlyIn(Set.of("base", "testkit", "cli", "bench"), "files", FILES);
  }

  /** Time is read from {@code Clock}. */
  ArchRule tellTimeThroughClock() {
    return onlyIn(Set.of("base", "cli", "bench"), "clocks", CLOCKS);
  }

  /** Randomness comes from {@code Entropy}; a double draws it from a seed. */
  ArchRule drawRandomnessThroughEntropy() {
    return onlyIn(Set.of("base", "testkit", "bench"), "randomness", RANDOMNESS);
  }

  /** Threads are started and waited for through {@code Threads}. */
  ArchRule startAndWaitThroughThreads() {
    return onlyIn(Set.of("base", "testkit", "cli", "bench"), "threads", THREADS);
  }

  private static String either(String... patterns) {
    return String.join("|", patterns);
  }

  private Optional<String> room(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return Optional.empty();
    }
    String below = name.substring(root.length() + 1);
    int end = below.indexOf('.');
    return Optional.of(end < 0 ? below : below.substring(0, end));
  }

  private ArchCondition<JavaClass> seeOnlyRoomsBelow() {
    return new ArchCondition<>("see only rooms on lower floors") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String own = room(type).orElseThrow();
        if (!FLOORS.containsKey(own)) {
          events.add(violated(type, own + " has no floor: " + type.getName()));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          Optional<String> seen = room(dependency.getTargetClass());
          if (seen.isPresent() && !seen.get().equals(own) && !isBelow(own, seen.get())) {
            events.add(violated(type, own + " sees " + dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isBelow(String own, String seen) {
    return !seen.equals("testkit")
        && FLOORS.containsKey(own)
        && FLOORS.containsKey(seen)
        && FLOORS.get(seen) < FLOORS.get(own);
  }

  private ArchRule onlyIn(Set<String> rooms, String what, String patterns) {
    Pattern forbidden = Pattern.compile("(" + patterns + ")([.$].*)?");
    return classes()
        .should(
            new ArchCondition<>("leave " + what + " to " + rooms) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (rooms.contains(room(type).orElseThrow())) {
                  return;
                }
                touched(type).stream()
                    .filter(touch -> forbidden.matcher(touch.name()).matches())
                    .forEach(touch -> events.add(violated(type, touch.description())));
              }
            });
  }

  /** Every type and every member the class mentions, {@code owner.member} for the latter. */
  private static List<Touch> touched(JavaClass type) {
    List<Touch> types =
        type.getDirectDependenciesFromSelf().stream()
            .map(use -> new Touch(use.getTargetClass().getName(), use.getDescription()))
            .toList();
    List<Touch> members =
        type.getAccessesFromSelf().stream().map(HouseRules::touch).distinct().toList();
    return Stream.concat(types.stream(), members.stream()).toList();
  }

  private static Touch touch(JavaAccess<?> access) {
    return new Touch(
        access.getTargetOwner().getName() + "." + access.getTarget().getName(),
        access.getDescription());
  }

  private static ConditionEvent violated(JavaClass type, String description) {
    return SimpleConditionEvent.violated(type, description);
  }

  private record Touch(String name, String description) {}
}
