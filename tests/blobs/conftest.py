"""Content stored on this disk and in a real S3 server, on the same suite."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from hub.app import Hub
from hub.blobs.blobs import Blobs, of
from hub.settings import Settings

BUCKET = "parvis-test"


@pytest.fixture(scope="session")
def s3() -> Iterator[dict[str, str]]:
    """Settings of an empty bucket on a server of this process."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client: Any = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id="tester", aws_secret_access_key="secret",
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)
    yield {
        "blobs_url": f"s3://{BUCKET}",
        "blobs_endpoint": endpoint,
        "blobs_region": "us-east-1",
        "blobs_key_id": "tester",
        "blobs_secret": "secret",
    }
    server.stop()


@pytest.fixture(params=["local", "s3"])
def made(
    request: pytest.FixtureRequest, new_settings: Callable[..., Settings], tmp_path: Path
) -> Settings:
    """Settings of a hub whose content is here, or there in a folder of its own."""
    if request.param == "local":
        return new_settings()
    options = request.getfixturevalue("s3")
    folder = tmp_path.name.replace("[", "-").replace("]", "")
    return new_settings(**options | {"blobs_url": f"{options['blobs_url']}/{folder}"})


@pytest.fixture
async def blobs(made: Settings) -> AsyncIterator[Blobs]:
    async with Hub(made).running():
        yield of(made)


@pytest.fixture
async def local(new_settings: Callable[..., Settings]) -> AsyncIterator[tuple[Blobs, Path]]:
    """Content on this disk, and the folder."""
    settings = new_settings()
    async with Hub(settings).running():
        yield of(settings), settings.data / "blobs"
