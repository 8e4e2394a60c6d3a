#!/usr/bin/env python3
"""Holds contracts/errors.yaml to the code: every problem type that libs/, services/ and apps/ can show is listed, with its kind, status and title.

Usage: tools/error_codes.py [ROOT] [--write]; exit status 1 when the list and the code differ. `--write` writes the list anew, sorted; each `when:` stays
(a new one is the constant's own comment). `--self-test` proves that differences are found.
"""
import dataclasses
import pathlib
import re
import sys

import yaml

HEADER = """\
# Every problem type: `type` is /problems/<slug>. `kind` is core::Kind, from which the status follows (libs/http/problem.cpp); `protocol` are those that no kind stands for.
# `when` is for people. Made by tools/error_codes.py --write; `ctest -R error-codes` compares it with the code.
"""
FOLDERS = ("libs", "services", "apps")
NOT_SHIPPED = {"tests", "testing", "bench"}
TEXT = r'"((?:[^"\\]|\\.)*)"'
COMMENT = r"(?P<comment>(?:^[ \t]*///[^\n]*\n)*)"
# `Code name{Kind::invalid, "slug", "Title"}`, or the same without a name; a long title may stand in several literals.
CODE = re.compile(rf'{COMMENT}^[^\n/]*\bCode\b\s*\w*\s*\{{\s*(?:core::)?Kind::(?P<kind>\w+)\s*,\s*{TEXT}\s*,\s*(?P<title>(?:{TEXT}\s*)+)\}}', re.MULTILINE)
BEGINNING_OF_CODE = re.compile(r"\bCode\b\s*\w*\s*\{\s*(?:core::)?Kind::\w+")
REFUSAL = re.compile(rf"\{{(?P<status>[45]\d\d), {TEXT}, {TEXT}\}}")
LITERAL_PROBLEM = re.compile(r'\{"type":"/problems/([^"]+)","title":"([^"]+)","status":(\d+)')
STATUS_OF_KIND = re.compile(r"((?:case (?:core::)?Kind::\w+:\s*)+)return (\d+);")  # several kinds may share a status
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$")


@dataclasses.dataclass(frozen=True)
class Problem:
    slug: str
    kind: str
    status: int
    title: str
    when: str = dataclasses.field(default="", compare=False)


def sources(root: pathlib.Path) -> dict[str, str]:
    """The text of everything we ship, by its path."""
    files = [file for folder in FOLDERS for file in sorted((root / folder).rglob("*.[ch]pp"))]
    return {str(file.relative_to(root)): file.read_text() for file in files if not NOT_SHIPPED & set(file.relative_to(root).parts)}


def statuses(texts: dict[str, str]) -> dict[str, int]:
    found = STATUS_OF_KIND.findall(texts["libs/http/problem.cpp"])
    return {kind: int(status) for kinds, status in found for kind in re.findall(r"Kind::(\w+)", kinds)}


def problems_of(path: str, text: str, status_of: dict[str, int]) -> list[Problem]:
    found = []
    for match in CODE.finditer(text):
        title = "".join(re.findall(TEXT, match["title"]))
        when = " ".join(line.strip().removeprefix("///").strip() for line in match["comment"].splitlines())
        found.append(Problem(match[3], match["kind"], status_of[match["kind"]], title, when))
    if path.startswith("libs/http/server/"):
        found += [Problem(match[2], "protocol", int(match["status"]), match[3]) for match in REFUSAL.finditer(text)]
    return found + [Problem(slug, "protocol", int(status), title) for slug, title, status in LITERAL_PROBLEM.findall(text)]


def read_code(texts: dict[str, str]) -> tuple[dict[str, Problem], list[str]]:
    """What the code can show, by slug; and what is wrong with that already."""
    status_of, problems, complaints = statuses(texts), {}, []
    for path, text in texts.items():
        found = problems_of(path, text, status_of)
        if len(BEGINNING_OF_CODE.findall(text)) != len(CODE.findall(text)):
            complaints.append(f"{path}: a Code that cannot be read; write it as Code name{{Kind::kind, \"slug\", \"Title\"}}")
        for problem in found:
            if not SLUG.match(problem.slug):
                complaints.append(f"{path}: {problem.slug!r} is not a slug")
            if problems.setdefault(problem.slug, problem) != problem:
                complaints.append(f"{path}: {problem.slug} means something else elsewhere")
    return problems, complaints


def read_list(text: str) -> dict[str, Problem]:
    return {entry["slug"]: Problem(**entry) for entry in yaml.safe_load(text) or []}


def differences(code: dict[str, Problem], listed: dict[str, Problem]) -> list[str]:
    told = [f"errors.yaml lacks {slug}" for slug in sorted(code.keys() - listed.keys())]
    told += [f"errors.yaml lists {slug}, which nothing shows" for slug in sorted(listed.keys() - code.keys())]
    for slug in sorted(code.keys() & listed.keys()):
        for field in ("kind", "status", "title"):
            ours, theirs = getattr(code[slug], field), getattr(listed[slug], field)
            if ours != theirs:
                told.append(f"errors.yaml says of {slug} {field}: {theirs!r}, the code {ours!r}")
    return told


def render(code: dict[str, Problem], listed: dict[str, Problem]) -> str:
    entries = []
    for slug in sorted(code):
        entry = dataclasses.asdict(code[slug])
        entry["when"] = (listed[slug].when if slug in listed else "") or entry["when"]
        entries.append({key: value for key, value in entry.items() if value})
    return HEADER + yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)


def check(root: pathlib.Path, write: bool) -> int:
    code, complaints = read_code(sources(root))
    file = root / "contracts" / "errors.yaml"
    listed = read_list(file.read_text()) if file.exists() else {}
    if write:
        file.write_text(render(code, listed))
    else:
        complaints += differences(code, listed)
    print("\n".join([*complaints, f"error codes: {len(code)} in the code, {len(complaints)} complaints"]))
    return 1 if complaints or not code else 0


def self_test() -> int:
    texts = {
        "libs/http/problem.cpp": "case core::Kind::invalid:\n return 422;\ncase core::Kind::gone: return 410;",
        "libs/a.hpp": '/// Said\n/// why.\ninline constexpr Code a{Kind::invalid, "x/a",\n    "One "\n  "title"};\ninline constexpr core::Code b{core::Kind::gone, "b", "B"};',
        "libs/http/server/refusal.cpp": '{408, "late", "Too late"},',
    }
    code, complaints = read_code(texts)
    sound = {"x/a": Problem("x/a", "invalid", 422, "One title"), "b": Problem("b", "gone", 410, "B"), "late": Problem("late", "protocol", 408, "Too late")}
    other_title = {**sound, "b": dataclasses.replace(sound["b"], title="Other")}
    proofs = {
        "the code is read": code == sound and not complaints and code["x/a"].when == "Said why.",
        "the same is the same": not differences(code, sound),
        "what is missing is told": len(differences(code, {})) == 3,
        "what is stale is told": len(differences({}, sound)) == 3,
        "another title is told": len(differences(code, other_title)) == 1,
        "what is written is read again": not differences(code, read_list(render(code, sound))),
        "a when: is kept": read_list(render(code, {**sound, "b": dataclasses.replace(sound["b"], when="kept")}))["b"].when == "kept",
        "two meanings are told": bool(read_code({**texts, "libs/c.hpp": 'Code c{Kind::gone, "x/a", "C"};'})[1]),
        "a code that cannot be read is told": bool(read_code({**texts, "libs/c.hpp": "Code c{Kind::gone, slug, title};"})[1]),
    }
    failed = [proof for proof, holds in proofs.items() if not holds]
    print("\n".join(failed) or f"error codes: {len(proofs)} proofs hold")
    return 1 if failed else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    sys.exit(check(pathlib.Path(arguments[0] if arguments else "."), "--write" in sys.argv))
