package dev.odeon.testkit;

/** All of the contract holds when reads and writes move fewer bytes than asked. */
class ShortSimDiskContractTest extends SimDiskContractTest {
  ShortSimDiskContractTest() {
    ((SimDisk) disk()).faults(Fault.shortTransfers(1));
  }
}
