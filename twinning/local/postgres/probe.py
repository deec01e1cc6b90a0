"""Asks whether a server is there: through its socket and, on Linux, through /proc. The cluster module calls
it.

A pid file is no proof: after `kill -9` it stays, and its number may belong to a zombie or to another
program.
"""

import os
import socket
import struct
from pathlib import Path

PORT = 5432  # only part of the socket's file name; no TCP port is ever opened
PROTOCOL = 3 << 16
GOODBYE = b"X\0\0\0\4"


def socket_file(folder: Path) -> Path:
    return folder / f".s.PGSQL.{PORT}"


def socket_lock(folder: Path) -> Path:
    return folder / f".s.PGSQL.{PORT}.lock"


def answers(folder: Path, user: str, database: str) -> bool:
    """True when a server lets this user into this database; False when nobody listens or is ready."""
    fields = b"".join(text.encode() + b"\0" for text in ("user", user, "database", database)) + b"\0"
    packet = struct.pack("!ii", len(fields) + 8, PROTOCOL) + fields
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(socket_file(folder)))
            connection.sendall(packet)
            # "R" is the authentication answer, "E" an error such as "the database system is starting up".
            welcome = connection.recv(1) == b"R"
            connection.sendall(GOODBYE)
            while connection.recv(4096):  # read to the end, or the server's log complains about us
                continue
            return welcome
        except OSError:
            return False


def processes_in(data: Path) -> list[int]:
    """Living processes that work in this data folder: a server and its helpers. Empty without /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == str(data) and not is_zombie(entry):
                found.append(int(entry.name))
        except OSError:  # gone meanwhile, or someone else's
            continue
    return sorted(found)


def is_zombie(entry: Path) -> bool:
    """A zombie has ended and only waits for its parent to notice."""
    return entry.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z"


def postmaster(data: Path) -> int | None:
    """The number that the pid file names, whether or not it is still true."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
