"""The report opened in a browser: its policy lets its own script run, and nothing is reported wrong."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mdm.report import write_link_report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> str:
    if BROWSER is None:
        if os.environ.get("CI"):
            pytest.fail("continuous integration installs chromium, yet there is none")
        pytest.skip("no chromium on this machine")
    return BROWSER


def render(browser: str, url: str, profile: Path) -> tuple[str, str]:
    """The document after its script has run, and what the browser complained of."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    log = ["--enable-logging=stderr", "--v=0"]
    done = subprocess.run(
        [browser, *flags, *quiet, *log, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        check=True,
        timeout=120,
    )
    console = [line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
    return done.stdout.decode(), "\n".join(console)


@pytest.mark.parametrize(("fragment", "language"), [("", "zh-CN"), ("#en", "en")])
def test_script_and_style_run_under_the_policy(
    browser: str, tmp_path: Path, material: dict[str, Any], fragment: str, language: str
) -> None:
    path = write_link_report(tmp_path / "report.html", material)
    document, complaints = render(browser, path.as_uri() + fragment, tmp_path / "profile")
    assert complaints == ""
    assert f'<html lang="{language}">' in document
    assert 'class="languages needs-script" role="group"' in document  # unhidden by the script
