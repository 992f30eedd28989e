package dev.odeon.host.wasi;

import dev.odeon.base.DiskException;

/** The error codes of WASI preview 1 that are used here. */
enum WasiErrno {
  SUCCESS(0),
  ACCES(2),
  BADF(8),
  EXIST(20),
  FBIG(22),
  ILSEQ(25),
  INVAL(28),
  IO(29),
  ISDIR(31),
  LOOP(32),
  MFILE(33),
  NAMETOOLONG(37),
  NOENT(44),
  NOSPC(51),
  NOSYS(52),
  NOTDIR(54),
  NOTEMPTY(55),
  NOTSOCK(57),
  NOTSUP(58),
  ROFS(69),
  SPIPE(70),
  XDEV(75),
  NOTCAPABLE(76);

  private final int code;

  WasiErrno(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** A call that is answered with an error. It has no stack trace: guests can make many. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final WasiErrno errno;

    private Failure(WasiErrno errno) {
      super(errno.name(), null, false, false);
      this.errno = errno;
    }

    WasiErrno errno() {
      return errno;
    }
  }

  Failure failure() {
    return new Failure(this);
  }

  /** What a guest is told of a failure of the disk. */
  static WasiErrno of(DiskException e) {
    return switch (e.reason()) {
      case FULL -> NOSPC;
      case READ_ONLY -> ROFS;
      case MISSING -> NOENT;
      case EXISTS -> EXIST;
      case DENIED, LOCKED -> ACCES;
      case FOLDER -> ISDIR;
      case NOT_A_FOLDER -> NOTDIR;
      case NOT_EMPTY -> NOTEMPTY;
      case LINK -> LOOP;
      case TOO_MANY_OPEN -> MFILE;
      case SYNC, IO -> IO;
    };
  }
}
