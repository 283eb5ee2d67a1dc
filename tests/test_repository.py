"""The repository itself: reasons for dependencies, clean locks, one list of packages, true documents."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from selfeval.settings.env import BASE_DIR, VARIABLES

LOCKS = ("requirements.lock", "requirements-dev.lock")
GROUPS = {"python", "runtime", "test"}


def read(path: str) -> str:
    return (BASE_DIR / path).read_text(encoding="utf-8")


def committed_files() -> list[Path]:
    """Return every file that git knows or would take, as paths relative to the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (BASE_DIR / name).is_file()]


def own_text_files() -> list[tuple[Path, str]]:
    """Return path and text of every text file that was written here, so without vendored ones."""
    vendored = ("static/vendor/", "tests/fixtures/compose-spec/")
    texts = []
    for path in committed_files():
        if str(path).startswith(vendored):
            continue
        try:
            texts.append((path, read(str(path))))
        except UnicodeDecodeError:
            continue
    return texts


def locked_versions(lock: str) -> dict[str, str]:
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", read(lock), flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pinned}


def project_requirements() -> tuple[list[str], list[str]]:
    """Return the requirements for running and those for development, as pyproject.toml writes them."""
    project = tomllib.loads(read("pyproject.toml"))
    return project["project"]["dependencies"], project["dependency-groups"]["dev"]


def system_packages() -> list[tuple[str, str, str]]:
    """Return group, name and reason of every entry in script/system-packages."""
    entries = []
    for line in read("script/system-packages").splitlines():
        if line and not line.startswith("#"):
            entry, _, reason = line.partition("#")
            group, name = entry.split()
            entries.append((group, name, reason.strip()))
    return entries


def test_every_dependency_has_its_reason() -> None:
    text = read("pyproject.toml")
    runtime, dev = project_requirements()
    for requirement in runtime + dev:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert re.search(r",\s+# \w.{10,}", line), f"no reason beside {requirement}"


def test_locks_satisfy_the_project() -> None:
    runtime, dev = project_requirements()
    for lock, requirements in ((LOCKS[0], runtime), (LOCKS[1], runtime + dev)):
        versions = locked_versions(lock)
        for requirement in map(Requirement, requirements):
            version = versions[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{lock} has {requirement.name} {version}"


def test_the_lock_for_development_contains_the_one_for_running() -> None:
    assert locked_versions(LOCKS[0]).items() < locked_versions(LOCKS[1]).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = read(lock)
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=sha256:", ""), flags=re.MULTILINE)
    for entry in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        if entry.strip() and not entry.startswith("#"):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"no hash: {entry.splitlines()[0]}"


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    folders = "|".join(("work", "root", "tmp", "home", "Users"))
    registries = "|".join(("pypi", "pythonhosted", "npmjs", "deb.debian", "proxy.golang"))
    forbidden = re.compile(rf"(?<![\w./<*}}-])/(?:{folders})/\w|https?://[\w.-]*(?:{registries})\.")
    found = [
        f"{path}: {match.group()}" for path, text in own_text_files() for match in forbidden.finditer(text)
    ]
    assert found == []


def test_modules_stay_small() -> None:
    too_long = []
    for path, text in own_text_files():
        if path.suffix == ".py" and "migrations" not in path.parts:
            limit = 600 if path.parts[0] == "tests" else 400
            if (lines := text.count("\n")) > limit:
                too_long.append(f"{path}: {lines} lines, limit {limit}")
    assert too_long == []


def test_system_packages_have_group_and_reason() -> None:
    entries = system_packages()
    assert {group for group, _, _ in entries} == GROUPS
    assert all(len(reason) > 10 for _, _, reason in entries)
    names = [name for _, name, _ in entries]
    assert len(names) == len(set(names))


def test_system_packages_are_listed_in_one_place() -> None:
    """Bootstrap reads the list, the image is made by bootstrap, and no other file installs anything."""
    assert "script/system-packages" in read("script/bootstrap")
    assert "RUN script/bootstrap runtime" in read("Dockerfile")
    names = {choice for _, name, _ in system_packages() for choice in name.split("|") if "-" in choice}
    others = ["Dockerfile", "docker-compose.yml", ".ci/run"]
    others += [f"script/{name}" for name in ("bootstrap", "server", "test", "entry", "lock")]
    for path in others:
        text = read(path)
        assert not [name for name in names if name in text], path
        assert ("apt-get install" in text) == (path == "script/bootstrap"), path


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return loaded


def test_compose_file_follows_the_specification() -> None:
    schema = json.loads(read("tests/fixtures/compose-spec/compose-spec.json"))
    jsonschema.Draft7Validator(schema).validate(compose())


def test_compose_schema_refuses_a_wrong_file() -> None:
    schema = json.loads(read("tests/fixtures/compose-spec/compose-spec.json"))
    wrong = compose()
    wrong["services"]["web"]["port"] = 8000
    with pytest.raises(jsonschema.ValidationError, match="port"):
        jsonschema.Draft7Validator(schema).validate(wrong)


def test_compose_runs_the_entry_script_of_one_image() -> None:
    services = compose()["services"]
    assert set(services) == {"web", "worker", "postgres"}
    assert services["web"]["image"] == services["worker"]["image"]
    assert services["web"]["build"] == services["worker"]["build"] == "."
    assert 'ENTRYPOINT ["script/entry"]' in read("Dockerfile")
    assert services["worker"]["command"] == ["worker"]
    assert services["web"]["entrypoint"] == ["bash", "-c", "script/entry migrate && exec script/entry web"]
    modes = set(re.findall(r"^  (\w+)\)", read("script/entry"), flags=re.MULTILINE))
    assert modes == {"migrate", "web", "worker", "healthy", "manage"}


def test_compose_sets_only_variables_that_exist() -> None:
    services = compose()["services"]
    for name in ("web", "worker"):
        assert set(services[name]["environment"]) <= set(VARIABLES)


def test_environment_reference_lists_exactly_the_variables() -> None:
    documented = re.findall(
        r"^\| `(SELFEVAL_\w+)` \|", read("docs/reference/environment.md"), flags=re.MULTILINE
    )
    assert documented == list(VARIABLES)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_the_two_commands_and_a_picture(readme: str) -> None:
    text = read(readme)
    assert "script/server" in text
    assert "script/test" in text
    assert "](docs/pictures/" in text


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path, text in own_text_files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
                if "://" not in target and not (BASE_DIR / path.parent / target).exists():
                    broken.append(f"{path}: {target}")
    assert broken == []
