"""Files as C++: what libs/host serves under /docs."""
import base64
import gzip
import hashlib

HEADER = """\
// Made by tools/api_docs of contracts/http; not to be edited.
#include "host/api_docs.hpp"

namespace instante::host {

std::span<const DocsFile> docs_files() {
    using namespace std::string_view_literals;
    static constexpr DocsFile files[] = {
"""
FOOTER = """\
    };
    return files;
}

}  // namespace instante::host
"""
LINE = 120
PLAIN = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("?"): "\\?"}


def literal(content: bytes) -> str:
    """Adjacent string literals; bytes that are no ASCII in octal, which ends by itself after three digits."""
    lines, line = [], ""
    for byte in content:
        line += PLAIN.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}")
        if len(line) >= LINE:
            lines.append(line)
            line = ""
    return "\n        ".join(f'"{each}"' for each in [*lines, line] if each or not lines) + "sv"


def etag(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:12]).decode()


def source(files: list[tuple[str, str, bytes]]) -> str:
    """The C++ source of (path, content type, content)."""
    parts = [HEADER]
    for path, kind, content in files:
        packed = gzip.compress(content, 9, mtime=0)
        parts.append(f'        {{"{path}", "{kind}", "\\"{etag(content)}\\"",\n        {literal(content)},\n        {literal(packed)}}},\n')
    return "".join([*parts, FOOTER])
