"""Makes what is served at /docs of the contracts.

Usage: tools/api_docs CONTRACTS OUT: OUT is the C++ source to write, or a folder for the files themselves, to look at them.
"""
import pathlib
import sys

from contracts import SERVICES, SHARED, Contracts
from embed import source
from page import Page

YAML = "application/yaml"  # RFC 9512


def files(contracts: Contracts) -> list[tuple[str, str, bytes]]:
    style = (pathlib.Path(__file__).parent / "style.css").read_text()
    readme = contracts.text("README.md").replace("../errors.yaml", "errors.yaml")
    errors = (contracts.folder / "errors.yaml").read_text()
    made = [("/docs", "text/html; charset=utf-8", Page(contracts).render()), ("/docs/style.css", "text/css; charset=utf-8", style),
            ("/docs/README.md", "text/markdown; charset=utf-8", readme), ("/docs/errors.yaml", YAML, errors)]
    made += [(f"/docs/{name}", YAML, contracts.text(name)) for name in (SHARED, *(f"{service}.openapi.yaml" for service in SERVICES))]
    return [(path, kind, content.encode()) for path, kind, content in made]


def main() -> None:
    contracts, out = Contracts(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    made = files(contracts)
    if out.suffix == ".cpp":
        out.write_text(source(made))
        return
    for path, _, content in made:
        file = out / ("docs.html" if path == "/docs" else path[1:])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()
