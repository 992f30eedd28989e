#!/usr/bin/env python3
"""Odeon from Python: a client of the socket, with nothing but the standard library.

    python3 odeon.py SOCKET|HOME MODULE.wasm TEXT

loads the module, runs it on the text, puts it in a pipeline with itself, and sends a hundred
requests at once.
"""

import base64
import json
import os
import socket
import sys


class OdeonError(Exception):
    """The server answered that it did not do what was asked.

    Of a run that failed, `said` has what is known: output, log, stderr, trace, limit.
    """

    def __init__(self, message, answer=None):
        super().__init__(message)
        names = ("output", "log", "stderr", "trace", "limit")
        self.said = {name: answer[name] for name in names if answer and name in answer}


class Odeon:
    """A connection. One thread at a time may use it; open as many as you like."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.answers = self.socket.makefile("rb")

    @classmethod
    def of_home(cls, home):
        """A connection to the server that has the home in this folder open.

        A copy of a home has a server.json too, which names the server of the original: the server
        itself says which folder it holds.
        """
        with open(os.path.join(home, "server.json"), encoding="utf-8") as file:
            path = json.load(file)["socket"]
        odeon = cls(path)
        odeon.socket.settimeout(10)
        server = odeon.ask("Identify")
        odeon.socket.settimeout(None)
        if [server["folder"], server["lock"]] != [identity(home), identity(home + "/lock")]:
            raise OdeonError(f"the server at {path} has {server['home']} open, not {home}")
        return odeon

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answers.close()
        self.socket.close()

    def ask(self, kind, **fields):
        """What the server answers to one request; raises OdeonError if that is an error."""
        return self.ask_all([(kind, fields)])[0]

    def ask_all(self, requests):
        """Sends all requests before it reads the first answer; answers come in the same order.

        What is under way should fit the sockets' buffers: some hundred small requests at a time.
        """
        lines = [json.dumps({"type": kind, **fields}) for kind, fields in requests]
        self.socket.sendall("".join(line + "\n" for line in lines).encode())
        return [self._answer() for _ in requests]

    def load(self, module):
        """Loads a module's bytes and returns the id to run it by."""
        return self.ask("LoadBinary", module_base64=base64.b64encode(module).decode())["binary_id"]

    def execute(self, binary, text, **config):
        """Runs a binary on a text; config may set timeout_ms, memory_limit_mb and fuel_limit."""
        return self.ask("Execute", binary_id=binary, input=text, config=config)["result"]

    def chain(self, binaries, text):
        """Runs binaries one after the other, each on what the one before it put out."""
        return self.ask("ExecuteChain", binary_ids=binaries, input=text)["results"]

    def _answer(self):
        line = self.answers.readline()
        if not line:
            raise OdeonError("the server closed the connection")
        answer = json.loads(line)
        if "Err" in answer:
            raise OdeonError(answer["Err"], answer)
        return answer["Ok"]


def identity(path):
    """Which file or folder this is, whatever path leads to it."""
    found = os.stat(path)
    return f"{found.st_dev}:{found.st_ino}"


def main(path, module, text):
    with Odeon.of_home(path) if os.path.isdir(path) else Odeon(path) as odeon:
        with open(module, "rb") as file:
            binary = odeon.load(file.read())

        result = odeon.execute(binary, text, timeout_ms=1000)
        print("execute:", result["output"])

        steps = odeon.chain([binary, binary], text)
        print("chain:", " -> ".join(step["output"] for step in steps))

        runs = [("Execute", {"binary_id": binary, "input": f"{text} {n}"}) for n in range(100)]
        print("pipelined:", odeon.ask_all(runs)[99]["result"]["output"])

        try:
            odeon.execute("00000000-0000-0000-0000-000000000000", text)
        except OdeonError as error:
            print("error:", error)
            for line in error.said.get("stderr", "").splitlines() + error.said.get("trace", []):
                print("  ", line)

        odeon.ask("UnloadBinary", binary_id=binary)
        left = odeon.ask("ListBinaries")["binaries"]
        print("unloaded:", "false" if any(each["id"] == binary for each in left) else "true")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
