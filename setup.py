"""What pyproject.toml cannot say: the wheel carries data/raw, which `faro init` hands out."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithRaw(build_py):
    """Copy the registered files beside the command."""

    def run(self) -> None:
        """Build the packages, then add the files."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "cli" / "raw"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree("data/raw", target, ignore=shutil.ignore_patterns(".*"))


setup(cmdclass={"build_py": WithRaw})
