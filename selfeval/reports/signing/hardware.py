"""Keys in a hardware module (PKCS#11): the key stays in the device, which signs while its session is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pkcs11 import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from selfeval.reports.signing.errors import KeyProblem
from selfeval.reports.signing.keys import SigningKey, check_certificate


@dataclass(frozen=True)
class HardwareKey:
    """Where a key is: the driver's library file, the token's label, and the label of key and certificate."""

    module: str
    token: str
    label: str


@contextmanager
def open_pkcs11(place: HardwareKey, pin: str, *, at: datetime) -> Iterator[SigningKey]:
    """Open a key in a device for signing at the moment ``at``, and close the session afterwards.

    Raises KeyProblem where the driver, the token, the key or its certificate cannot be found, for a wrong
    PIN, and for a certificate that may not sign.
    """
    try:
        session = open_pkcs11_session(
            place.module, token_criteria=TokenCriteria(label=place.token), user_pin=pin
        )
    except (PKCS11Error, OSError) as error:
        raise KeyProblem(
            f"打不开密码设备“{place.token}”：设备没有接好、驱动不对，或 PIN 码不对；"
            "核对后重试（多次输错会锁定设备）"
        ) from error
    with session:
        signer = PKCS11Signer(session, cert_label=place.label, key_label=place.label)
        try:
            certificate = signer.signing_cert
        except (PKCS11Error, PyHankoSigningError) as error:
            raise KeyProblem(f"密码设备“{place.token}”里没有名为“{place.label}”的证书；请核对名称") from error
        if certificate is None:
            raise KeyProblem(f"密码设备“{place.token}”里没有名为“{place.label}”的证书；请核对名称")
        check_certificate(certificate, at=at)
        # devices that hash by themselves are rare for elliptic curves; all sign a hash
        signer.use_raw_mechanism = certificate.public_key.algorithm == "ec"
        try:
            yield SigningKey(signer, certificate)
        except PKCS11Error as error:
            raise KeyProblem(f"密码设备“{place.token}”没有完成签名，文件没有改变；接好后重试") from error
