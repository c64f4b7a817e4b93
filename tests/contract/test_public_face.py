"""What `import mdm` offers is documented, with an example where it can be called."""

import inspect
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import mdm
from mdm import errors

REPOSITORY = Path(__file__).resolve().parents[2]


def public_members() -> Iterator[tuple[str, object]]:
    """Everything in `mdm.__all__`, and the public methods of its classes."""
    for name in mdm.__all__:
        member = getattr(mdm, name)
        yield name, member
        if inspect.isclass(member):
            for method, function in vars(member).items():
                if not method.startswith("_") and (
                    inspect.isroutine(function) or isinstance(function, property)
                ):
                    yield f"{name}.{method}", function


@pytest.mark.parametrize(("name", "member"), [pytest.param(*pair, id=pair[0]) for pair in public_members()])
def test_every_public_name_has_a_docstring(name: str, member: object) -> None:
    assert name.startswith("__") or inspect.getdoc(member), f"mdm.{name} has no docstring"


@pytest.mark.parametrize("name", [name for name in mdm.__all__ if inspect.isfunction(getattr(mdm, name))])
def test_every_public_function_shows_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(mdm, name)) or ""), f"mdm.{name} has no example"


def test_all_errors_are_of_one_family() -> None:
    family = [
        cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__
    ]
    assert len(family) > 1
    assert all(issubclass(cls, errors.MdmError) for cls in family)


def test_version_is_that_of_the_distribution() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert mdm.__version__ == project["version"]


def test_importing_the_library_stays_light() -> None:
    """Test-time rivals and heavy extras must not come along with `import mdm`."""
    heavy = "pandas", "pyarrow", "recordlinkage", "sklearn", "splink", "stdnum", "pyspark", "duckdb"
    program = f"import mdm, sys; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
