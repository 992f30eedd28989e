package dev.odeon.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
          Map.entry("aggregate", 4),
          Map.entry("service", 5),
          Map.entry("server", 6),
          Map.entry("cli", 7),
          Map.entry("bench", 8),
          Map.entry("demo", 8));

  /** The most parameters that a constructor may have. */
  private static final int PARAMETERS_MAX = 9;

  /** Values that are no records. */
  private static final Set<String> VALUES = Set.of("base.Bytes", "base.Hash");

  /** What other rooms may see of a room's parts. */
  private static final Set<String> API_IN_PARTS =
      Set.of(
          "chain.verify.HistoryFinding",
          "chain.verify.Verifier",
          "chain.verify.VerifyReport",
          "cli.actor.Feed",
          "cli.main.JavaCommand",
          "host.capability.ActorCalls",
          "host.capability.CallErrors",
          "host.capability.ChannelId",
          "host.capability.ChannelView",
          "host.capability.EnvironmentCapability",
          "host.capability.MessageCapability",
          "host.capability.OwnCapabilities",
          "host.capability.OwnChain",
          "host.capability.OwnTimers",
          "host.capability.OutboxView",
          "host.capability.Parking",
          "host.capability.RequestClaims",
          "host.capability.RuntimeCapability",
          "host.capability.StoreChange",
          "host.capability.StoreView",
          "host.capability.TimerChange",
          "host.capability.TimingCapability",
          "host.wasi.WasiCommand",
          "host.wasi.WasiContext",
          "host.wasi.WasiFolder",
          "host.wasi.WasiResult",
          "runtime.actor.ActorHistory",
          "runtime.actor.ActorLifecycle",
          "runtime.actor.ActorReports",
          "runtime.actor.Actors",
          "runtime.actor.Letters",
          "runtime.actor.MultiActorTurn",
          "runtime.actor.Pauses",
          "runtime.actor.Plugins",
          "runtime.actor.RequestSettlements",
          "runtime.actor.Streams",
          "runtime.actor.TenantTurns",
          "runtime.actor.TurnCounts",
          "runtime.actor.Workload",
          "runtime.tenant.Tenants",
          "runtime.timer.PendingTimer");

  /** What is public in a room's root for its own parts alone. */
  private static final Set<String> FOR_PARTS_ALONE =
      Set.of(
          "chain.CheckedHeader",
          "chain.CompactRange",
          "chain.PreHashedRecord",
          "chain.HeadKeys",
          "chain.HeaderView",
          "chain.Judgement",
          "chain.KeyCodec",
          "chain.Tiles",
          "chain.DurabilityMark",
          "chain.DurabilityMarks",
          "cli.BackupCommand",
          "cli.CheckCommand",
          "cli.ContentSender",
          "cli.Environment",
          "cli.Errors",
          "cli.ExportCommand",
          "cli.HeadCommand",
          "cli.Keys",
          "cli.LocalHome",
          "cli.RunOptions",
          "cli.SalvageCommand",
          "cli.StatusCommand",
          "cli.StoreGetStream",
          "cli.SystemText",
          "cli.Table",
          "cli.Verification",
          "cli.VerifyCommand",
          "host.HostCosts",
          "runtime.ChainResolver",
          "runtime.Directory",
          "runtime.Home",
          "runtime.HomeStore",
          "runtime.HostCallEvents",
          "runtime.NamedContents",
          "runtime.StreamIndex");

  /** Names that still stand in two rooms. None may be added. */
  private static final Set<String> KNOWN_DOUBLES = Set.of("RunResult", "Store");

  /** Who may see the bytes of events, to write, send or compare them. */
  private static final Set<String> WRITERS_OF_EVENTS =
      Set.of("chain", "runtime.turn.PastEvents", "service.ActorEventsHandler", "demo.DemoForgery");

  private static final String EVENT_BYTES = "dev\\.odeon\\.chain\\.EncodedEvent\\.bytes";

  private static final String LOGGERS = either("org\\.slf4j\\..*", "java\\.util\\.logging\\..*");

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

  private static final String INTERRUPTS = "java\\.lang\\.Thread\\.(interrupt|interrupted)";

  /** Give a thread back the interrupt that it came with. */
  private static final Set<String> RESTORE_INTERRUPTS = Set.of("base.Pending", "base.ChannelFile");

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
    return onlyIn(Set.of("base", "testkit", "cli", "bench", "demo"), "files", FILES);
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

  /** The packages of a room, its root among them, see each other in one direction only. */
  ArchRule partsFormNoCircle() {
    return classes().should(formNoCircle());
  }

  /** Another room sees what a room lists as its API, and nothing else of its parts. */
  ArchRule seeNoInsidesOfOtherRooms() {
    return classes().should(seeOnlyTheApiOfParts());
  }

  /** The simple name of a type stands in one room. */
  ArchRule namesStandInOneRoom() {
    return classes().should(haveANameOfTheirRoomAlone());
  }

  /** Rooms log through the JDK's {@code System.Logger}, which an embedding program bridges. */
  ArchRule logThroughSystemLogger() {
    return onlyIn(Set.of(), "other loggers", LOGGERS);
  }

  /** What an encoded event says is asked of it; nobody reads its bytes. */
  ArchRule leaveEventsToChain() {
    return onlyIn(WRITERS_OF_EVENTS, "the bytes of events", EVENT_BYTES);
  }

  /**
   * A constructor asks for what its class uses, never for a bag of everything: at most {@value
   * #PARAMETERS_MAX} parameters. A record of plain data may have more components, but no services.
   */
  ArchRule askForWhatTheyUse() {
    return classes()
        .should(
            new ArchCondition<>(
                "have constructors with at most " + PARAMETERS_MAX + " parameters") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaConstructor constructor : type.getConstructors()) {
                  long count =
                      constructor.getRawParameterTypes().stream()
                          .filter(each -> !type.isRecord() || isService(each))
                          .count();
                  if (count > PARAMETERS_MAX && !type.isEnum()) {
                    events.add(
                        violated(
                            type,
                            "%s has a constructor with %d parameters"
                                .formatted(type.getName(), count)));
                  }
                }
              }
            });
  }

  /** Whether a type of the house does something: it is no record, enum or value of base. */
  private boolean isService(JavaClass type) {
    return type.getName().startsWith(root + ".")
        && !type.isRecord()
        && !type.isEnum()
        && !VALUES.contains(nameInHouse(type));
  }

  /** No thread is interrupted: a late interrupt hits whatever the thread does next. */
  ArchRule neverInterrupt() {
    return leaveAlone(
        "leave interrupts alone",
        type -> RESTORE_INTERRUPTS.contains(nameInHouse(type)),
        INTERRUPTS);
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

  private ArchCondition<JavaClass> formNoCircle() {
    return new ArchCondition<>("form no circle with other packages of their room") {
      private final PackageGraph graph = new PackageGraph();

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (room(dependency.getTargetClass()).equals(room(type))) {
            graph.add(dependency);
          }
        }
      }

      @Override
      public void finish(ConditionEvents events) {
        graph
            .circular()
            .forEach(dependency ->
                events.add(
                    violated(
                        dependency.getOriginClass(),
                        "a circle of packages: " + dependency.getDescription())));
      }
    };
  }

  private ArchCondition<JavaClass> seeOnlyTheApiOfParts() {
    return new ArchCondition<>("see only the API of other rooms' parts") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass seen = dependency.getTargetClass();
          if (room(seen).isPresent() && !room(seen).equals(room(type)) && isInside(seen)) {
            events.add(
                violated(type, "the inside of another room: " + dependency.getDescription()));
          }
        }
      }
    };
  }

  private boolean isInside(JavaClass type) {
    String name = nameInHouse(type.getBaseComponentType());
    boolean inPart = name.chars().filter(each -> each == '.').count() > 1;
    return inPart ? !API_IN_PARTS.contains(name) : FOR_PARTS_ALONE.contains(name);
  }

  /** The name of the outermost class, from the room on. */
  private String nameInHouse(JavaClass type) {
    String name = type.getName().substring(root.length() + 1);
    int end = name.indexOf('$');
    return end < 0 ? name : name.substring(0, end);
  }

  private ArchCondition<JavaClass> haveANameOfTheirRoomAlone() {
    return new ArchCondition<>("have a simple name that stands in one room") {
      private final SortedMap<String, SortedSet<String>> rooms = new TreeMap<>();

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
          rooms
              .computeIfAbsent(type.getSimpleName(), _ -> new TreeSet<>())
              .add(room(type).orElseThrow());
        }
      }

      @Override
      public void finish(ConditionEvents events) {
        rooms.forEach((name, where) -> {
          if (where.size() > 1 && !KNOWN_DOUBLES.contains(name)) {
            events.add(violated(where, name + " stands in the rooms " + where));
          }
        });
      }
    };
  }

  private static boolean isBelow(String own, String seen) {
    return !seen.equals("testkit")
        && FLOORS.containsKey(own)
        && FLOORS.containsKey(seen)
        && FLOORS.get(seen) < FLOORS.get(own);
  }

  /**
   * @param who rooms, and single classes by their name with that of their room
   */
  private ArchRule onlyIn(Set<String> who, String what, String patterns) {
    return leaveAlone(
        "leave " + what + " to " + who,
        type -> who.contains(room(type).orElseThrow()) || who.contains(nameInHouse(type)),
        patterns);
  }

  private static ArchRule leaveAlone(String what, Predicate<JavaClass> exempt, String patterns) {
    Pattern forbidden = Pattern.compile("(" + patterns + ")([.$].*)?");
    return classes()
        .should(
            new ArchCondition<>(what) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (exempt.test(type)) {
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

  private static ConditionEvent violated(Object type, String description) {
    return SimpleConditionEvent.violated(type, description);
  }

  /** Which packages see which, by one dependency each. */
  private static final class PackageGraph {
    private final Map<String, Map<String, Dependency>> seen = new TreeMap<>();

    void add(Dependency dependency) {
      String from = dependency.getOriginClass().getPackageName();
      String to = dependency.getTargetClass().getPackageName();
      if (!from.equals(to)) {
        seen.computeIfAbsent(from, _ -> new TreeMap<>()).putIfAbsent(to, dependency);
      }
    }

    /** The dependencies that lie on a circle. */
    List<Dependency> circular() {
      return seen.entrySet().stream()
          .flatMap(from ->
              from.getValue().entrySet().stream()
                  .filter(to -> reaches(to.getKey(), from.getKey(), new HashSet<>()))
                  .map(Map.Entry::getValue))
          .toList();
    }

    private boolean reaches(String from, String to, Set<String> visited) {
      return from.equals(to)
          || visited.add(from)
              && seen.getOrDefault(from, Map.of()).keySet().stream()
                  .anyMatch(next -> reaches(next, to, visited));
    }
  }

  private record Touch(String name, String description) {}
}
