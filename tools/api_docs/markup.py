"""HTML that cannot be broken by what is put into it: text is escaped unless it is `Html` already."""
import html
import re

CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
STRONG = re.compile(r"\*\*([^*]+)\*\*")


class Html(str):
    """Text that is HTML."""


def safe(value: object) -> str:
    return value if isinstance(value, Html) else html.escape(str(value))


def join(parts) -> Html:
    return Html("".join(safe(part) for part in parts))


def element(name: str, *children: object, **attributes: object) -> Html:
    """`class_` and `for_` lose their underscore; an attribute that is None or False is left out, True has no value."""
    written = ""
    for key, value in attributes.items():
        if value is not None and value is not False:
            written += f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value))}"')
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def inline(text: str) -> Html:
    """The little of Markdown that our descriptions use inside a line: code, strong, links."""
    parts = []
    for number, part in enumerate(CODE.split(text)):
        if number % 2:
            parts.append(element("code", part))
            continue
        part = html.escape(part)
        part = LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', part)
        parts.append(Html(STRONG.sub(r"<strong>\1</strong>", part)))
    return join(parts)


def blocks(text: str) -> Html:
    """Paragraphs and lists of one level."""
    made = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.lstrip().startswith("- "):
            items = re.split(r"^- ", block.strip(), flags=re.MULTILINE)[1:]
            made.append(element("ul", *(element("li", inline(" ".join(item.split()))) for item in items)))
        else:
            made.append(element("p", inline(" ".join(block.split()))))
    return join(made)
