"""A certificate authority for demonstration and tests. Every name in it says that it proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MARK: Final = "演示专用，不具法律效力"
REMARK: Final = "演示专用"
_LONGEST_NAME: Final = 64
VALID_FOR: Final = timedelta(days=365)

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class DevelopmentAuthority:
    """A root with its key, both of this run; ``certificate`` is what a verifier must be told to trust."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Return the root certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, name: str, passphrase: str, *, at: datetime, valid_for: timedelta = VALID_FOR) -> bytes:
        """Return a PKCS#12 file with a new key and a certificate for ``name``, marked as demonstration."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        certificate = (
            _builder(subject, self.certificate.subject, key, at, valid_for)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        return pkcs12.serialize_key_and_certificates(
            name.encode(), key, certificate, [self.certificate], BestAvailableEncryption(passphrase.encode())
        )

    def issue_timestamping(
        self, *, at: datetime, valid_for: timedelta = timedelta(days=1825)
    ) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
        """Return certificate and key of a time-stamp authority, to try time stamps without a network."""
        key = rsa.generate_private_key(65537, 2048)
        certificate = (
            _builder(_name("时间戳"), self.certificate.subject, key, at, valid_for)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return certificate, key


def new_authority(*, at: datetime, valid_for: timedelta = timedelta(days=3650)) -> DevelopmentAuthority:
    """Return a new root, valid from a day before ``at``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("绩效自评根证书")
    certificate = (
        _builder(name, name, key, at, valid_for)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return DevelopmentAuthority(certificate, key)


def _name(name: str) -> x509.Name:
    """The mark comes first, so that no viewer cuts it off; a long name is cut to the 64 bytes there are."""
    room = _LONGEST_NAME - len(f"{REMARK}·".encode())
    shortened = name.encode()[:room].decode(errors="ignore")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{REMARK}·{shortened}"),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: _Key, at: datetime, valid_for: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + valid_for)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
