"""Keys that sign: a PKCS#12 file with its pass phrase, opened for one signature and never stored open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import Signer, SimpleSigner

from selfeval.reports.signing.errors import KeyProblem

LARGEST_KEY_FILE = 256 * 1024
SMALLEST_RSA_BITS = 2048
_SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True)
class SigningKey:
    """A key ready to sign with. ``signer`` is pyHanko's interface, so that any device behind it will do."""

    signer: Signer
    certificate: x509.Certificate

    @property
    def holder(self) -> str:
        """The common name in the certificate."""
        return holder_of(self.certificate)


def holder_of(certificate: x509.Certificate) -> str:
    """Return who a certificate was issued to: its common name, else the whole subject."""
    name = certificate.subject.native.get("common_name", certificate.subject.human_friendly)
    return name if isinstance(name, str) else "、".join(name)


def open_pkcs12(data: bytes, passphrase: str, *, at: datetime) -> SigningKey:
    """Open a PKCS#12 file for signing at the moment ``at``.

    Raises KeyProblem for a file that is none, a wrong pass phrase, a file without key or certificate, a key
    that is too short, and a certificate that is not valid at that moment or not meant for signing.
    """
    if len(data) > LARGEST_KEY_FILE:
        raise KeyProblem("证书文件超过256 KB，不是个人或单位的签名证书；请选择扩展名为 .p12 或 .pfx 的文件")
    secret = passphrase.encode()
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, secret or None)
    except ValueError as error:
        raise KeyProblem("打不开证书文件：密码不对，或不是 PKCS#12（.p12、.pfx）格式；核对后重试") from error
    if key is None or certificate is None:
        raise KeyProblem("证书文件里没有私钥或证书，不能用来签名；请向发证机构索取含私钥的 .p12 文件")
    signer = SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=secret or None)
    if signer is None or signer.signing_cert is None:
        raise KeyProblem("证书文件的内容不能识别；请向发证机构索取 RSA 或 ECDSA 的签名证书")
    # no signature covers an embedded root, and who verifies must have it from elsewhere
    signer.embed_roots = False
    check_certificate(signer.signing_cert, at=at)
    return SigningKey(signer, signer.signing_cert)


def check_certificate(certificate: x509.Certificate, *, at: datetime) -> None:
    """Raise KeyProblem unless the certificate may sign at the moment ``at``."""
    name = holder_of(certificate)
    start, end = certificate.not_valid_before, certificate.not_valid_after
    if at < start:
        raise KeyProblem(f"“{name}”的证书自{start:%Y-%m-%d}起有效，现在还不能用来签名")
    if at > end:
        raise KeyProblem(f"“{name}”的证书已于{end:%Y-%m-%d}到期；请更换有效的证书")
    usage = certificate.key_usage_value
    if usage is not None and not set(usage.native) & _SIGNING_USES:
        raise KeyProblem(f"“{name}”的证书不是签名证书（密钥用途不含数字签名）；请换用签名证书")
    public = certificate.public_key
    if public.algorithm == "rsa" and public.bit_size < SMALLEST_RSA_BITS:
        raise KeyProblem(f"“{name}”的密钥只有{public.bit_size}位，不足{SMALLEST_RSA_BITS}位；请更换证书")
