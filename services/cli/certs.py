"""`metier certs DIR`: an authority of one's own, and the certificate the processes of a suite show each other."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from services.shared.runtime.settings import PORTS
from services.shared.runtime.tls import CA, CERTIFICATE, KEY

if TYPE_CHECKING:
    from pathlib import Path

CA_KEY = "ca.key"
AUTHORITY_DAYS = 3650

HOSTS = tuple(
    f"{host}{domain}"
    for host in ("redis", *(name.replace("_", "-") for name in PORTS))
    for domain in ("", ".metier.svc.cluster.local")
)
"""Names under which processes are reached: those of `deploy/compose.yaml` and `deploy/k8s`."""


def write(folder: Path, days: int) -> None:
    """Write `ca.crt`, `tls.crt` and `tls.key`; the authority's `ca.key` is kept, and used again where it is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / CA_KEY).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "metier authority")])
        _save(folder / CA_KEY, _private(key))
        _save(folder / CA, _signed(name, name, key.public_key(), key, AUTHORITY_DAYS, is_authority=True))
    authority = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    signer = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(CA_KEY)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "metier")])
    _save(folder / KEY, _private(key))
    _save(folder / CERTIFICATE, _signed(name, authority.subject, key.public_key(), signer, days, is_authority=False))


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    days: int,
    *,
    is_authority: bool,
) -> bytes:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if is_authority:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
    else:
        names = [*map(x509.DNSName, (*HOSTS, "localhost")), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain, form = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, plain)


def _save(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
