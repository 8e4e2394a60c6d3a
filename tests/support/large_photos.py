"""Honest pictures of 80 megapixels, the most that is taken: made here in a moment, since none is kept in the repository."""
import io
import struct

from PIL import Image

from support.api import PHOTOS
from support.hostile import SIGNATURE, chunk, flat_png, zeros

SIDE = 8_944  # of 80 megapixels
SEVEN_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))  # PNG §8.2: x, y, and their steps


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def full_box(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


def heic() -> bytes:
    """As phones write it: a grid of tiles. All are one and the same, coffee.heic of 600×400 (ISO/IEC 23008-12 §6.6.2.3)."""
    small = (PHOTOS / "coffee.heic").read_bytes()
    at = small.index(b"hvcC") - 4
    decoder = small[at:at + struct.unpack(">I", small[at:at + 4])[0]]
    at = small.index(b"mdat") - 4
    tile = small[at + 8:at + struct.unpack(">I", small[at:at + 4])[0]]
    columns, rows = 14, 23
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, columns * 600, rows * 400)

    def size(width: int, height: int) -> bytes:
        return full_box(b"ispe", 0, 0, struct.pack(">II", width, height))

    properties = box(b"iprp", box(b"ipco", decoder, size(600, 400), full_box(b"pixi", 0, 0, bytes((3, 8, 8, 8))), size(columns * 600, rows * 400)),
                     full_box(b"ipma", 0, 0, struct.pack(">I", 2), struct.pack(">HBBB", 1, 2, 3, 4), struct.pack(">HBBBB", 2, 3, 0x81, 2, 3)))

    def meta(tile_at: int) -> bytes:
        return full_box(
            b"meta", 0, 0, full_box(b"hdlr", 0, 0, struct.pack(">I4s12sB", 0, b"pict", bytes(12), 0)), full_box(b"pitm", 0, 0, struct.pack(">H", 1)),
            full_box(b"iloc", 1, 0, struct.pack(">HH", 0x4400, 2), struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid)), struct.pack(">HHHHII", 2, 0, 0, 1, tile_at, len(tile))),
            full_box(b"iinf", 0, 0, struct.pack(">H", 2), full_box(b"infe", 2, 0, struct.pack(">HH4sB", 1, 0, b"grid", 0)),
                     full_box(b"infe", 2, 1, struct.pack(">HH4sB", 2, 0, b"hvc1", 0))),
            properties, full_box(b"iref", 0, 0, box(b"dimg", struct.pack(">HH", 1, columns * rows), struct.pack(">H", 2) * (columns * rows))), box(b"idat", grid))

    start = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    return start + meta(len(start) + len(meta(0)) + 8) + box(b"mdat", tile)


def progressive_jpeg() -> bytes:
    out = io.BytesIO()
    with Image.open(PHOTOS / "12mp.jpg") as photo:
        photo.resize((SIDE, SIDE), Image.Resampling.BILINEAR).save(out, "JPEG", quality=75, progressive=True)
    return out.getvalue()


def deep_png() -> bytes:
    """Of 16 bits, which can be read by rows."""
    return flat_png(SIDE, SIDE, bits=16)


def interlaced_deep_png() -> bytes:
    """Of 16 bits, which cannot: each of its seven passes runs from top to bottom."""
    size = sum(((SIDE - x + dx - 1) // dx * 6 + 1) * ((SIDE - y + dy - 1) // dy) for x, y, dx, dy in SEVEN_PASSES)
    begin = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 16, 2, 0, 0, 1))
    return begin + chunk(b"IDAT", zeros(size)) + chunk(b"IEND")


LARGE = {"heic": heic, "progressive jpeg": progressive_jpeg, "png of 16 bits": deep_png, "interlaced png of 16 bits": interlaced_deep_png}
