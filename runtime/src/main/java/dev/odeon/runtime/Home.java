package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.HeldFolder;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Ports;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.log.LogConfig;
import dev.odeon.log.LogException;
import dev.odeon.log.LogScan;
import dev.odeon.log.Opening;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder that everything of a node is in, held by its lock (docs/formats/home.md). The file
 * {@code format} is one line, {@code odeon-home 3 <home id>}, the id 32 hex digits made once, and
 * the line of its checksum.
 */
public final class Home implements AutoCloseable {
  static final int FORMAT = 3;

  /** The last format whose file had no checksum. */
  private static final int UNCHECKED = 1;

  /** The file that says which format the home has. */
  static final String FORMAT_FILE = "format";

  private static final int ID_SIZE = 16;
  private static final Pattern LINE =
      Pattern.compile("odeon-home (\\d{1,9})(?: ([0-9a-f]{32}))?\n");

  /** What may be in a folder that is a home, or was about to become one. */
  private static final Set<String> OWN =
      Set.of(
          FORMAT_FILE,
          "format.tmp",
          HeldFolder.LOCK,
          "server.json",
          "clean",
          "keys",
          "log",
          "tree",
          "store",
          "derived",
          "run",
          BundleMark.FILE,
          "lost+found");

  private final HeldFolder held;
  private final Bytes id;
  private final List<String> mended;

  /** Closed with the home; null until they are opened. */
  private @Nullable Chains chains;

  private Home(HeldFolder held, Bytes id, List<String> mended) {
    this.held = held;
    this.id = id;
    this.mended = new ArrayList<>(mended);
  }

  /**
   * Takes the home, making it if there is none.
   *
   * @param mode what to do where it is damaged: unless strict, a damaged id is taken from the log
   * @throws HomeException if it is in use, of a newer format, cannot be read or written, or has
   *     links or other users' files in it
   */
  public static Home open(Path folder, Ports ports, Opening.Mode mode) {
    Disk disk = ports.disk();
    try {
      refuseOthers(folder, disk);
      List<String> mended = new ArrayList<>(HomeAccess.secure(folder, disk));
      HeldFolder held = HeldFolder.lock(folder, disk);
      try {
        return new Home(held, id(held.path(), ports, mode, mended), mended);
      } catch (RuntimeException e) {
        held.close();
        throw e;
      }
    } catch (DiskException e) {
      throw refusal(folder, e);
    }
  }

  private static Bytes id(Path folder, Ports ports, Opening.Mode mode, List<String> notices) {
    try {
      return id(folder, ports);
    } catch (HomeException e) {
      Path file = folder.resolve(FORMAT_FILE);
      boolean newer = ports.disk().exists(file) && isPerhapsNewer(ports.disk().readAll(file));
      if (mode == Opening.Mode.STRICT || newer || e.reason() != HomeException.Reason.DAMAGED) {
        throw e;
      }
      Bytes named = LogScan.homeId(ports.disk(), folder.resolve("log")).orElseThrow(() -> e);
      notices.add(e.getMessage() + "; for now, the id is taken from the log");
      return named;
    }
  }

  /** A folder that holds other things is most likely named by mistake. */
  private static void refuseOthers(Path folder, Disk disk) {
    boolean others =
        disk.exists(folder)
            && !disk.exists(folder.resolve("format"))
            && disk.list(folder).stream().anyMatch(name -> !OWN.contains(name));
    if (others) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s is not a home and not empty: name a home or a new folder".formatted(folder));
    }
  }

  /** What a failure of the disk means for the home. */
  public static HomeException refusal(Path folder, DiskException e) {
    return switch (e.reason()) {
      case LOCKED ->
          new HomeException(
              HomeException.Reason.IN_USE,
              "the home %s is in use by another process: wait for it, stop it, or name another home"
                  .formatted(folder),
              e);
      case READ_ONLY, DENIED ->
          new HomeException(
              HomeException.Reason.INACCESSIBLE,
              "the home %s cannot be written: %s; make it writable or name another home"
                  .formatted(folder, e.getMessage()),
              e);
      case FULL ->
          new HomeException(
              HomeException.Reason.INACCESSIBLE,
              "the disk of the home %s is full: %s; make room, nothing was lost"
                  .formatted(folder, e.getMessage()),
              e);
      case EXISTS ->
          new HomeException(
              HomeException.Reason.INACCESSIBLE,
              "the home %s cannot be made: %s and is not a folder; name another home"
                  .formatted(folder, e.getMessage()),
              e);
      case MISSING, FOLDER, NOT_A_FOLDER, NOT_EMPTY, LINK, TOO_MANY_OPEN, SYNC, IO ->
          new HomeException(
              HomeException.Reason.INACCESSIBLE,
              "the home %s cannot be opened: %s".formatted(folder, e.getMessage()),
              e);
    };
  }

  /** Where the key of the compiled code of {@code home} is. */
  public static Path codeKey(Path home) {
    return home.resolve("keys").resolve("code");
  }

  /** Where it is, without links. */
  public Path folder() {
    return held.path();
  }

  /** Which folder it is. */
  public FolderIdentity identity() {
    return held.identity();
  }

  /** {@code ports} with a disk that never reaches another home, should one come to its path. */
  public Ports guarded(Ports ports) {
    return new Ports(ports.clock(), ports.entropy(), held.disk(), ports.threads());
  }

  /** A line for each thing that was mended. */
  public List<String> mended() {
    return mended;
  }

  /** Something else was mended, a line. While opening. */
  public void mended(String line) {
    mended.add(line);
  }

  /** What every file of the log names, so that files of two homes are never mixed. */
  public Bytes id() {
    return id;
  }

  /**
   * Opens the history that is in it.
   *
   * @param indices what is derived from the blocks beside what chains need themselves
   * @param mode what to do where the log is damaged
   * @throws HomeException if it is not as it was left, and not to be opened in spite of that
   */
  public Chains chains(
      Ports ports, Settings settings, List<BlockIndex> indices, Opening.Mode mode) {
    LogConfig config = LogConfig.defaults().withSegmentBytes((int) settings.segmentBytes());
    Chains.Place place =
        new Chains.Place(
            folder(), id, config, ports.disk(), ports.clock(), ports.entropy(), ports.threads());
    try {
      Chains opened =
          mode != Opening.Mode.STRICT && Chains.survey(ports.disk(), folder()).isDamaged()
              ? Chains.openDamaged(place, indices, mode == Opening.Mode.DEGRADED)
              : Chains.open(place, indices);
      chains = opened;
      return opened;
    } catch (LogException.Damaged e) {
      throw damaged(places(ports.disk(), e), e);
    } catch (LogException | ChainException e) {
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the home %s cannot be opened: %s".formatted(folder(), e.getMessage()),
          e);
    }
  }

  /** What is damaged, in words: found by reading all of it. */
  private List<String> places(Disk disk, LogException.Damaged first) {
    try {
      List<String> places = Chains.survey(disk, folder()).places();
      return places.isEmpty() ? List.of(first.place()) : places;
    } catch (LogException | DiskException e) {
      return List.of(first.place());
    }
  }

  private HomeException damaged(List<String> places, RuntimeException cause) {
    String more =
        switch (places.size()) {
          case 1 -> "";
          case 2 -> " (and 1 more place)";
          default -> " (and %d more places)".formatted(places.size() - 1);
        };
    return new HomeException(
        HomeException.Reason.DAMAGED,
        "the home %s is damaged: %s%s; restore it from a copy, open the rest of it, or salvage what is whole into a new home"
            .formatted(folder(), places.getFirst(), more),
        cause);
  }

  @Override
  public void close() {
    try {
      if (chains != null) {
        chains.close();
      }
    } finally {
      held.close();
    }
  }

  private static Bytes id(Path folder, Ports ports) {
    Path file = folder.resolve(FORMAT_FILE);
    Disk disk = ports.disk();
    if (!disk.exists(file)) {
      if (disk.exists(folder.resolve("log"))) {
        throw new HomeException(
            HomeException.Reason.DAMAGED,
            "the home %s has a log but no file named format: put it back from a copy"
                .formatted(folder));
      }
      Bytes id = ports.entropy().bytes(ID_SIZE);
      disk.writeAtomically(file, encode(FORMAT, id));
      return id;
    }
    return idOf(folder, disk);
  }

  /**
   * The id of a home that is there, which need not be held.
   *
   * @throws HomeException if its format is not this one
   */
  public static Bytes idOf(Path folder, Disk disk) {
    try {
      return id(folder, disk.readAll(folder.resolve(FORMAT_FILE)));
    } catch (DiskException e) {
      throw refusal(folder, e);
    }
  }

  /** The file of a home of {@code format}. */
  static Bytes encode(int format, Bytes id) {
    return Checksum.sealLines(
        FORMAT_FILE,
        Bytes.utf8(String.format(Locale.ROOT, "odeon-home %d %s\n", format, id.hex())));
  }

  private static Bytes id(Path folder, Bytes file) {
    try {
      return decode(folder, file);
    } catch (MalformedException e) {
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the file %s is damaged: %s; restore it from a copy, open the rest of it, or salvage what is whole into a new home"
              .formatted(folder.resolve(FORMAT_FILE), e.getMessage()),
          e);
    }
  }

  /**
   * The id that the file of a home names.
   *
   * @throws MalformedException if it is not what was written
   * @throws HomeException if it is of another format
   */
  static Bytes decode(Path folder, Bytes file) {
    Matcher old = LINE.matcher(file.text());
    if (old.matches() && Integer.parseInt(old.group(1)) == UNCHECKED) {
      throw older(folder, UNCHECKED);
    }
    Matcher matcher = LINE.matcher(line(file));
    if (!matcher.matches()) {
      throw new MalformedException(
          String.format(Locale.ROOT, "it is not one line 'odeon-home %d <id>'", FORMAT));
    }
    int format = Integer.parseInt(matcher.group(1));
    if (format > FORMAT) {
      throw new HomeException(
          HomeException.Reason.NEWER,
          "the home %s has format %d, this Odeon knows %d: use a newer Odeon"
              .formatted(folder, format, FORMAT));
    }
    if (format <= UNCHECKED || matcher.group(2) == null) {
      throw new MalformedException("it has unknown format " + format);
    }
    if (format < FORMAT) {
      throw older(folder, format);
    }
    return Bytes.ofHex(matcher.group(2));
  }

  private static HomeException older(Path folder, int format) {
    return new HomeException(
        HomeException.Reason.OLDER,
        "the home %s has format %d, this Odeon needs %d: use the Odeon that made it, or name a new home"
            .formatted(folder, format, FORMAT));
  }

  private static String line(Bytes file) {
    try {
      return Checksum.openLines(FORMAT_FILE, file).text();
    } catch (MalformedException e) {
      throw new MalformedException(
          e.getMessage() + (isPerhapsNewer(file) ? "; or a newer Odeon wrote it" : ""));
    }
  }

  /** Whether it begins as the file of a newer format does. */
  private static boolean isPerhapsNewer(Bytes file) {
    Matcher begin = LINE.matcher(file.text());
    return begin.lookingAt() && Integer.parseInt(begin.group(1)) > FORMAT;
  }
}
