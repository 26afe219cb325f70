"""Mutual TLS between the processes of a suite, and TLS to Redis, from a folder of certificates.

The folder is as Kubernetes keeps such a secret: `ca.crt`, `tls.crt`, `tls.key`. A server reads it again for each
connection, a client when it makes a channel: before a certificate ends, processes are restarted one after the other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from services.shared.runtime.settings import ServiceSettings

CA, CERTIFICATE, KEY = "ca.crt", "tls.crt", "tls.key"


def channel_credentials(folder: str) -> grpc.ChannelCredentials:
    """What a client shows, and whom it trusts: those the folder's authority has signed."""
    authority, certificate, key = _read(folder)
    return grpc.ssl_channel_credentials(authority, key, certificate)


def server_credentials(folder: str) -> grpc.ServerCredentials:
    """What a server shows; it takes nobody without a certificate of the folder's authority."""
    return grpc.dynamic_ssl_server_credentials(
        _configuration(folder), lambda: _configuration(folder), require_client_authentication=True
    )


def redis_options(settings: ServiceSettings) -> dict[str, Any]:
    """Arguments of a `rediss://` client; none where the certificates of the system decide whom it trusts."""
    if not (settings.tls_redis and settings.redis_url.startswith("rediss://")):
        return {}
    folder = Path(settings.tls_dir)
    return {"ssl_ca_certs": folder / CA, "ssl_certfile": folder / CERTIFICATE, "ssl_keyfile": folder / KEY}


def _configuration(folder: str) -> grpc.ServerCertificateConfiguration:
    authority, certificate, key = _read(folder)
    return grpc.ssl_server_certificate_configuration([(key, certificate)], authority)


def _read(folder: str) -> tuple[bytes, bytes, bytes]:
    authority, certificate, key = ((Path(folder) / name).read_bytes() for name in (CA, CERTIFICATE, KEY))
    return authority, certificate, key
