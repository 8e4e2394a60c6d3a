#!/usr/bin/python3
"""Writes services/authentication/domain/fold_table.hpp: what letters look like without accents and in lower case, from Python's Unicode data.

    tools/fold_table.py > services/authentication/domain/fold_table.hpp

Whoever changes what a letter folds to adds a migration that fills authentication's search index anew: the index is taken apart by the text it was made of.
"""
import itertools
import unicodedata

# Latin with all its additions, Greek (with the old accents), Cyrillic, Armenian, Georgian.
BLOCKS = [(0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x587), (0x1C90, 0x1CBF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF)]
# The same letter or digit in another dress: Arabic, digits of Arabic and Persian, katakana as hiragana, the wide forms of ASCII.
DRESSED = {0x622: "ا", 0x623: "ا", 0x625: "ا", 0x671: "ا", 0x624: "و", 0x626: "ي", 0x649: "ي", 0x6CC: "ي", 0x629: "ه", 0x6C0: "ه", 0x6A9: "ك"}
DRESSED |= {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)} | {n: chr(n - 0x60) for n in range(0x30A1, 0x30F7)}
DRESSED |= {n: chr(n - 0xFEE0).lower() for n in range(0xFF10, 0xFF5B) if chr(n - 0xFEE0).isalnum()}
# What vanishes: accents, the points of Hebrew and Arabic, the stretched line of Arabic, joiners.
MARKS = [(0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C7), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670),
         (0x6D6, 0x6DC), (0x6DF, 0x6E8), (0x6EA, 0x6ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200B, 0x200F), (0x20D0, 0x20FF), (0x3099, 0x309A), (0xFE00, 0xFE0F),
         (0xFE20, 0xFE2F), (0xFEFF, 0xFEFF)]
# What parts words: punctuation and pictures.
BLANKS = [(0x80, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x2C2, 0x2DF), (0x37E, 0x37E), (0x387, 0x387), (0x482, 0x482), (0x55A, 0x55F), (0x589, 0x58F), (0x5BE, 0x5BE),
          (0x5C0, 0x5C0), (0x5C3, 0x5C3), (0x5F3, 0x5F4), (0x600, 0x60F), (0x61B, 0x61F), (0x66A, 0x66D), (0x6D4, 0x6D4), (0x964, 0x965), (0x10FB, 0x10FB),
          (0x2000, 0x200A), (0x2010, 0x20CF), (0x2100, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004), (0x3007, 0x3020), (0x3030, 0x3030), (0x303D, 0x303F), (0x30A0, 0x30A0),
          (0x30FB, 0x30FB), (0xD800, 0xF8FF), (0xFE10, 0xFE1F), (0xFE30, 0xFE6F), (0xFF00, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF65),
          (0xFFE0, 0xFFFF), (0x1F000, 0x1FAFF), (0xE0000, 0x10FFFF)]
# Letters that Unicode does not take apart, and that people type as these.
ALIKE = {"ð": "d", "đ": "d", "ø": "o", "ł": "l", "þ": "th", "ħ": "h", "ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t", "æ": "ae", "œ": "oe", "ə": "e", "ŉ": "n", "ŀ": "l", "·": ""}
ALIKE |= {"ς": "σ"}


def fold(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    folded = unicodedata.normalize("NFKD", "".join(ALIKE.get(c, c) for c in decomposed.casefold()))
    return "".join(ALIKE.get(c, c) for c in folded if unicodedata.category(c) not in ("Mn", "Sk", "Lm"))


def letters() -> dict[int, str]:
    found = dict(DRESSED)
    for first, last in BLOCKS:
        for code_point in range(first, last + 1):
            letter = chr(code_point)
            likeness = fold(letter)
            rare = 0x180 <= code_point <= 0x24F and not likeness.isascii()
            if unicodedata.category(letter)[0] == "L" and likeness and likeness != letter and not rare:
                found[code_point] = likeness
    return found


def runs(found: dict[int, str]) -> list[tuple[int, int, int, str]]:
    """(first, last, step, like): all alike where `step` is 0, else each `step`th as far from `like` as from `first`."""
    rest, made = sorted(found), []
    while rest:
        first = rest[0]
        best = (1, 0)
        for step in (0, 1, 2):
            apart = step or 1
            if step and len(found[first]) > 1:
                continue
            expected = (found[first] if step == 0 else chr(ord(found[first]) + n * apart) for n in itertools.count())
            length = 0
            while found.get(first + length * apart) == next(expected) and not (step == 2 and length and first + length * 2 - 1 in found):
                length += 1
            best = max(best, (length, step), key=lambda each: each[0])
        length, step = best
        members = [first + n * (step or 1) for n in range(length)]
        made.append((first, members[-1], step, found[first]))
        rest = [each for each in rest if each not in members]
    return made


def main() -> None:
    print("""#pragma once

#include <array>
#include <string_view>

namespace instante::authentication {

/// Code points from `first` to `last` and what they look like: all like `like` where `step` is 0 (nothing: they vanish), else
/// every `step`th, as far from `like` as it is from `first`. In order, and apart.
struct Likeness {
    char32_t first, last;
    unsigned step;
    std::string_view like;
};

// Made by tools/fold_table.py.
// clang-format off""")
    made = runs(letters()) + [(first, last, 0, "") for first, last in MARKS] + [(first, last, 0, " ") for first, last in BLANKS]
    made.sort()
    assert all(one[1] < next_one[0] for one, next_one in itertools.pairwise(made)), "they overlap"
    print(f"inline constexpr std::array<Likeness, {len(made)}> likenesses{{{{")
    for n in range(0, len(made), 6):
        print("    " + " ".join(f'{{0x{first:X}, 0x{last:X}, {step}, "{like}"}},' for first, last, step, like in made[n:n + 6]))
    print("}};\n// clang-format on\n\n}  // namespace instante::authentication")


if __name__ == "__main__":
    main()
