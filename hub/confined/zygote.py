"""The process that confined functions are forked from: `python -m hub.confined.zygote NAME FD`.

It imports the function's module, with the parser it needs, and then only forks: every call has a
fresh child, so that bytes which take a child over find neither the next document nor the last.
A guard between the two kills the child when its time is up and says how it ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from hub.confined.limits import (
    DONE,
    FAILED,
    HEADER,
    MEMORY,
    TRAILER,
    UNREADABLE,
    Limits,
    Unreadable,
)

Function = Callable[[bytes], bytes]


def main(name: str, descriptor: int) -> None:
    """Forks a guard for each job that arrives, until the hub closes its end."""
    module_name, _colon, function_name = name.partition(":")
    module = importlib.import_module(module_name)
    function: Function = getattr(module, function_name)
    prepare: Callable[[], None] = getattr(module, "prepare", lambda: None)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guards end unnoticed
    control = socket.socket(fileno=descriptor)
    while True:
        header, descriptors, _flags, _address = socket.recv_fds(control, HEADER.size, 1)
        if not header:
            return
        if os.fork() == 0:
            control.close()
            _guard(socket.socket(fileno=descriptors[0]), function, prepare, header)
        os.close(descriptors[0])


def _guard(
    job: socket.socket, function: Function, prepare: Callable[[], None], header: bytes
) -> NoReturn:
    seconds, cpu, memory = HEADER.unpack(header)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        _work(job, function, prepare, Limits(seconds, cpu, memory))
    is_late = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_late
        is_late = True
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _pid, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    with contextlib.suppress(OSError):  # the hub has stopped listening
        job.sendall(TRAILER.pack(os.waitstatus_to_exitcode(status), is_late))
    os._exit(0)


def _work(
    job: socket.socket, function: Function, prepare: Callable[[], None], limits: Limits
) -> NoReturn:
    code, answer = FAILED, b""
    try:
        data = _received(job)
        prepare()
        _seal(limits)
        answer = function(data)
        code = DONE
    except Unreadable as reason:
        code, answer = UNREADABLE, reason.word.encode()
    except MemoryError:
        code = MEMORY
    except BaseException:  # also what an extension module calls a panic
        answer = traceback.format_exc(limit=-3)[-2000:].encode()
    with contextlib.suppress(OSError):
        job.sendall(answer)
    os._exit(code)


def _received(job: socket.socket) -> bytes:
    parts = []
    while part := job.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


def _seal(limits: Limits) -> None:
    """From here on: no new file, socket, pipe or process, and no more than `limits`.

    No descriptor can be opened at all, which needs no privilege to ask for and which root's child
    is held to as well.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)  # a parser may write a line for every fault
    os.close(null)
    with open("/proc/self/oom_score_adj", "wb") as file:
        file.write(b"1000")  # if somebody must be killed for memory, then this one
    with open("/proc/self/statm", "rb") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_AS, used + limits.memory)
    _limit(resource.RLIMIT_CPU, limits.cpu)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
