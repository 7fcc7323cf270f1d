"""Files in a bucket that speaks S3: Garage, MinIO, Ceph or a provider's."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.store import S3Store

from hub.blobs.store import Objects, refusing
from hub.settings import Settings

PART = 5 * 1024 * 1024  # bytes, the least that S3 takes; PARTS of them are in memory
PARTS = 2


class Bucket(Objects):
    """An object appears under its key only when its last part has arrived."""

    def __init__(self, settings: Settings) -> None:
        address = urlsplit(settings.blobs_url)
        self.objects = S3Store(
            address.netloc,
            prefix=address.path.strip("/") or None,
            endpoint=settings.blobs_endpoint or None,
            region=settings.blobs_region,
            access_key_id=settings.blobs_key_id,
            secret_access_key=settings.blobs_secret.get_secret_value(),
            client_options={
                "allow_http": settings.blobs_endpoint.startswith("http://"),
                "connect_timeout": "5s",
                # The whole request, a reader's slow download included; stalls end sooner.
                "timeout": "2h",
                "read_timeout": "30s",
            },
            retry_config={"max_retries": 3},
        )

    async def adopt(self, file: Path, key: str) -> None:
        with refusing("write", key):
            await obstore.put_async(self.objects, key, file, chunk_size=PART, max_concurrency=PARTS)
