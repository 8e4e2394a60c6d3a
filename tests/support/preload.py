"""Libraries that are put before a server's own: made here, of one C file each."""
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent


def library(name: str, folder: pathlib.Path) -> pathlib.Path:
    """Compiles `name`.c of this folder into `folder`."""
    made = folder / f"{name}.so"
    subprocess.run([os.environ.get("CC", "clang-19"), "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", made, HERE / f"{name}.c"], check=True)
    return made
