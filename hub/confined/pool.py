"""The hub's side: sends data to a confined function and reads what comes back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Self

import structlog

from hub.confined.limits import HEADER, MEMORY, TRAILER, UNREADABLE, Limits, Reason, Stopped
from hub.current import Current

log = structlog.get_logger(__name__)

GRACE = 5
"""Seconds after which a child that its guard should have stopped is given up."""


class Pool:
    """Runs functions on foreign bytes, each call in a child of its own; `size` at a time.

    The process the children are forked from starts with the first call of a function and stays.
    """

    def __init__(self, size: int | None = None) -> None:
        self.size = size or os.cpu_count() or 1
        self._threads = self._new_threads()
        self._lock = Lock()
        self._zygotes: dict[str, _Zygote] = {}

    async def run(self, function: str, data: bytes, limits: Limits) -> bytes:
        """What `function`, named `module:function`, makes of `data`.

        Its module is imported in another process, never here, before the child is closed to all
        files: nothing can be imported later. A `prepare()` of the module runs just before that.

        Raises:
            Stopped: no answer within the limits, or the function refused the bytes.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, function, data, limits)

    def close(self) -> None:
        """Ends every child, whatever it is doing. The next call starts anew."""
        with self._lock:
            for zygote in self._zygotes.values():
                zygote.kill()
            self._zygotes.clear()
            ended, self._threads = self._threads, self._new_threads()
        ended.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _new_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.size, "confined")

    def _run(self, function: str, data: bytes, limits: Limits) -> bytes:
        with self._job(function, limits) as job:
            job.settimeout(limits.seconds + GRACE)
            try:
                job.sendall(data)
                job.shutdown(socket.SHUT_WR)
                received = _received(job, limits.answer + TRAILER.size)
            except TimeoutError:
                raise Stopped(Reason.TIME) from None
            except OSError:  # the child died while it was being fed
                raise Stopped(Reason.CRASH) from None
        return _answer(function, received)

    def _job(self, function: str, limits: Limits) -> socket.socket:
        with self._lock:
            zygote = self._zygotes.get(function)
            if zygote is None or zygote.process.poll() is not None:
                zygote = self._zygotes[function] = _Zygote(function)
            return zygote.job(limits)


class _Zygote:
    def __init__(self, function: str) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-P", "-m", "hub.confined.zygote", function, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=_environment(),
            )

    def job(self, limits: Limits) -> socket.socket:
        ours, theirs = socket.socketpair()
        header = HEADER.pack(limits.seconds, limits.cpu, limits.memory)
        with theirs:
            socket.send_fds(self.control, [header], [theirs.fileno()])
        return ours

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.control.close()


def _environment() -> dict[str, str]:
    """Nothing of the hub's own, which holds secrets; one thread, whose stack counts as memory."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    threads = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    return {"PYTHONPATH": path, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"} | threads


def _received(job: socket.socket, most: int) -> bytes:
    """Everything until the end, which is known to be complete by its trailer."""
    received = bytearray()
    while part := job.recv(1 << 20):
        received += part
        if len(received) > most:
            raise Stopped(Reason.SIZE)
    return bytes(received)


def _answer(function: str, received: bytes) -> bytes:
    if len(received) < TRAILER.size:
        raise Stopped(Reason.CRASH)
    answer = received[: -TRAILER.size]
    code, is_late = TRAILER.unpack(received[-TRAILER.size :])
    if is_late or code == -signal.SIGXCPU:
        raise Stopped(Reason.TIME)
    if code == MEMORY:
        raise Stopped(Reason.MEMORY)
    if code == UNREADABLE:
        raise Stopped(Reason.UNREADABLE, answer.decode(errors="replace"))
    if code:
        said = answer.decode(errors="replace")
        # The type alone: its message may quote the document.
        kind = said.strip().rpartition("\n")[2].partition(":")[0]
        log.warning("confined_crash", function=function, code=code, fault=kind)
        raise Stopped(Reason.CRASH, said)
    return answer


current: Current[Pool] = Current("confinement")
