"""Compile src/declutter/native when declutter is built or installed, where a C compiler is at hand.

What cannot be compiled is left out, with a warning: every function there has a twin in Python.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NATIVE = Path("src/declutter/native")
# Warnings are about the C that Cython writes, not about what we wrote.
FLAGS = ["-O3", "-w", "-g0"] if os.name == "posix" else []


class CompileNative(BuildHookInterface[Any]):
    """Puts the compiled modules beside their sources and into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile before the wheel is put together; `version` is "standard" or "editable"."""
        if os.environ.get("DECLUTTER_PURE") or self.target_name != "wheel":
            return
        here = Path.cwd()
        os.chdir(self.root)
        try:
            built = compile_native()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a stranger's compiler
            self.app.display_warning(f"declutter runs without its compiled parts, slower: {error}")
            return
        finally:
            os.chdir(here)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"] += [path.as_posix() for path in built]


def compile_native() -> list[Path]:
    """Compile each `.pyx` in place; returns the compiled modules.

    Raises:
        Exception: of whatever kind the compiler raises.
    """
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    sources = sorted(NATIVE.glob("*.pyx"))
    extensions = [
        Extension(f"declutter.native.{path.stem}", [str(path)], extra_compile_args=FLAGS) for path in sources
    ]
    modules = cythonize(extensions, include_path=["src"], build_dir="build/native", quiet=True)
    command = Distribution({"ext_modules": modules, "package_dir": {"": "src"}}).get_command_obj("build_ext")
    command.build_temp = "build/native"
    command.inplace = True
    command.ensure_finalized()
    built = [Path(command.get_ext_fullpath(extension.name)) for extension in modules]
    for path in built:
        path.unlink(missing_ok=True)  # a process that has it open keeps what it has
    command.run()
    return [path.relative_to(Path.cwd()) for path in built]


if __name__ == "__main__":
    print(*compile_native(), sep="\n")  # noqa: T201 - run by hand
