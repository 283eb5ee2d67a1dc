"""Signing with a key that never leaves its device: SoftHSM is a PKCS#11 device made of software."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11 import Attribute, CertificateType, ObjectClass

from selfeval.reports.signing.errors import KeyProblem
from selfeval.reports.signing.hardware import HardwareKey, open_pkcs11
from selfeval.reports.signing.sign import SignatureRequest, sign_pdf
from selfeval.reports.signing.verify import read_certificates, verify_pdf
from tests.support.signing import ORGANISATION, PASSPHRASE, authority, now, prepared

PIN = "482913"
LABEL = "department-seal"
TOKEN = "selfeval-test"


@pytest.fixture(scope="module")
def module() -> str:
    """The driver; ``script/bootstrap`` installs it with the packages for tests."""
    found = next(iter(sorted(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so"))), None)
    assert found is not None, "SoftHSM is not installed: run script/bootstrap"
    return str(found)


@pytest.fixture(scope="module")
def device(module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HardwareKey]:
    """A token with key and certificate. The driver reads its settings once in a process."""
    folder = tmp_path_factory.mktemp("device")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    file = authority().issue(ORGANISATION, PASSPHRASE, at=now())
    key, certificate, _ = pkcs12.load_key_and_certificates(file, PASSPHRASE.encode())
    assert key is not None
    assert certificate is not None
    key_file = folder / "key.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        _run("--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "739104")
        _run("--import", str(key_file), "--token", TOKEN, "--pin", PIN, "--label", LABEL, "--id", "01")
        with pkcs11.lib(module).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: LABEL,
                    Attribute.ID: b"\x01",
                    Attribute.SUBJECT: certificate.subject.public_bytes(),
                    Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
                }
            )
        yield HardwareKey(module, TOKEN, LABEL)


def _run(*options: str) -> None:
    subprocess.run(("softhsm2-util", *options), check=True, capture_output=True, timeout=60)


def test_a_device_signs(device: HardwareKey) -> None:
    with open_pkcs11(device, PIN, at=now()) as key:
        signed = sign_pdf(prepared(), SignatureRequest("department", "审签"), key)
    report = verify_pdf(signed, trusted=read_certificates(authority().pem()), at=now())
    assert report.is_sound
    assert report.signatures[0].signer.endswith(ORGANISATION)


def test_a_wrong_pin_is_told(device: HardwareKey) -> None:
    with pytest.raises(KeyProblem, match="PIN"), open_pkcs11(device, "000000", at=now()):
        pass


def test_a_token_and_a_label_that_are_not_there_are_told(device: HardwareKey) -> None:
    with (
        pytest.raises(KeyProblem, match="打不开密码设备"),
        open_pkcs11(replace(device, token="other"), PIN, at=now()),
    ):
        pass
    with (
        pytest.raises(KeyProblem, match="没有名为“other”的证书"),
        open_pkcs11(replace(device, label="other"), PIN, at=now()),
    ):
        pass


def test_a_driver_that_is_not_there_is_told(device: HardwareKey) -> None:
    missing = replace(device, module="/nowhere/driver.so")
    with pytest.raises(KeyProblem, match="驱动"), open_pkcs11(missing, PIN, at=now()):
        pass
