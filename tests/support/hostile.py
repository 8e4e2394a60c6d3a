"""Files that want to do harm as pictures: made here, none is kept in the repository. Each with the statuses that are right for it."""
import io
import itertools
import struct
import zlib

from PIL import Image

from support.api import PHOTOS

TAKEN, REFUSED, TOO_LARGE, NO_IMAGE = {201}, {422}, {413}, {415}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes = b"", claimed: int | None = None) -> bytes:
    return struct.pack(">I", len(content) if claimed is None else claimed) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def header(width: int, height: int, bits: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced))


def zeros(size: int) -> bytes:
    """`size` zero bytes in zlib's format; megabytes are repeated, not compressed each."""
    packer = zlib.compressobj(9)
    head = packer.compress(bytes(2)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    blocks, rest = divmod(size - 2, 1 << 20)
    tail = packer.compress(bytes(rest)) + packer.flush()
    # Adler-32 of n zeros: the low half stays 1, the high half counts them.
    return head + block * blocks + tail[:-4] + struct.pack(">HH", size % 65521, 1)


def flat_png(width: int, height: int, bits: int = 8, channels: int = 3, extra: bytes = b"") -> bytes:
    """A whole, valid picture, black (or clear) throughout."""
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    row = (width * channels * bits + 7) // 8 + 1
    return header(width, height, bits, colour) + extra + chunk(b"IDAT", zeros(row * height)) + chunk(b"IEND")


def photo(name: str) -> bytes:
    return (PHOTOS / name).read_bytes()


def cut(name: str, part: float) -> bytes:
    content = photo(name)
    return content[:int(len(content) * part)]


def jpeg_size(width: int, height: int) -> bytes:
    """A JPEG that says it is that large."""
    content = bytearray(photo("tiny.jpg"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5:frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def jpeg_with(marker: int, payload: bytes, count: int = 1) -> bytes:
    content = photo("tiny.jpg")
    return content[:2] + (b"\xff" + bytes([marker]) + struct.pack(">H", len(payload) + 2) + payload) * count + content[2:]


def exif_loop() -> bytes:
    """Directories that point at themselves and at one another."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    directory = struct.pack("<H", 2) + entry + struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<I", 8)
    return jpeg_with(0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory)


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: little to send, much to decode."""
    out = io.BytesIO()
    Image.new("L", (6000, 6000), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + content[-2:]


def gif(width: int, height: int, frames: int, screen: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("P", (width, height)).save(out, "GIF")
    content = out.getvalue()
    first = content.index(b"\x2c")
    start = bytearray(content[:first])
    start[6:10] = struct.pack("<HH", *(screen or (width, height)))
    return bytes(start) + content[first:-1] * frames + b";"


def webp_extended(width: int, height: int) -> bytes:
    """A canvas of that size around a small picture."""
    inside = photo("rocket.webp")[12:]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes(4) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3] + inside
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_lossless(width: int, height: int) -> bytes:
    body = b"WEBP" + b"VP8L" + struct.pack("<I", 24) + b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(19)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heif_size(name: str, width: int, height: int) -> bytes:
    content = photo(name)
    extent = content.index(b"ispe") + 8
    return content[:extent] + struct.pack(">II", width, height) + content[extent + 8:]


def deep_boxes() -> bytes:
    """HEIF boxes within boxes within boxes."""
    box = b""
    for _ in range(5000):
        box = struct.pack(">I", len(box) + 8) + b"iprp" + box
    box = struct.pack(">I", len(box) + 12) + b"meta" + bytes(4) + box
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"heicmif1" + box


def disguises() -> dict[str, bytes]:
    return {
        "nothing": b"", "one byte": b"\xff", "text": b"hello", "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "svg behind xml": b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>", "gzip": b"\x1f\x8b\x08" + bytes(50),
        "html": b"<!DOCTYPE html><script>alert(1)</script>", "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "elf": b"\x7fELF\x02\x01\x01" + bytes(100),
        "zip": b"PK\x03\x04" + bytes(100), "tiff": b"II*\0\x08\0\0\0" + bytes(100), "big tiff": b"MM\0+" + bytes(100), "bmp": b"BM" + bytes(100),
        "icon": b"\0\0\1\0\1\0" + bytes(100), "photoshop": b"8BPS\0\1" + bytes(100), "film": struct.pack(">I", 24) + b"ftypisom" + bytes(200),
        "jpeg xl": b"\xff\x0a" + bytes(100), "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100), "openexr": b"v/1\1" + bytes(100), "script": b"#!/bin/sh\nid\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n", "riff that is sound": b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
    }


def files() -> dict[str, tuple]:
    """By name: how it is made, and what is right to answer."""
    made: dict[str, tuple] = {f"{name} in disguise": (lambda content=content: content, NO_IMAGE) for name, content in disguises().items()}
    for name, part in itertools.product(("coffee.jpg", "progressive.jpg", "alpha.png", "rocket.webp", "coffee.avif", "coffee.heic"), (0.3, 0.6, 0.95)):
        made[f"{name} cut at {part:.0%}"] = (lambda name=name, part=part: cut(name, part), REFUSED)
    for name in ("coffee.jpg", "alpha.png", "animated.gif", "rocket.webp", "coffee.avif"):
        made[f"{name} cut in its header"] = (lambda name=name: photo(name)[:16], REFUSED | NO_IMAGE)
    made |= {
        "png of 65500², whole": (lambda: flat_png(65_500, 65_500, bits=1, channels=1), TOO_LARGE),
        "png of 2³¹-1": (lambda: header(2**31 - 1, 2**31 - 1), TOO_LARGE),
        "png of 65500² that is cut": (lambda: header(65_500, 65_500) + chunk(b"IDAT", zeros(1 << 20)), TOO_LARGE),
        "png of no size": (lambda: flat_png(1, 1)[:16] + bytes(8) + flat_png(1, 1)[24:], REFUSED),
        "png of fewer rows than it says": (lambda: header(500, 500) + chunk(b"IDAT", zeros(1501 * 250)) + chunk(b"IEND"), REFUSED),
        "png of more than it says": (lambda: header(500, 500) + chunk(b"IDAT", zeros(200 << 20)) + chunk(b"IEND"), TAKEN | REFUSED),
        "png of colour type 5": (lambda: header(9, 9, colour=5) + chunk(b"IDAT", zeros(999)), REFUSED),
        "png of colour type 7": (lambda: header(9, 9, colour=7) + chunk(b"IDAT", zeros(999)), REFUSED),
        "png of 3 bits": (lambda: header(9, 9, bits=3) + chunk(b"IDAT", zeros(999)), REFUSED),
        "png of colours in 1 bit": (lambda: header(9, 9, bits=1) + chunk(b"IDAT", zeros(999)), REFUSED),
        "png with a palette that is not there": (lambda: header(9, 9, colour=3) + chunk(b"IDAT", zeros(90)) + chunk(b"IEND"), REFUSED),
        "png with a chunk of 2 GiB": (lambda: header(9, 9) + chunk(b"IDAT", zeros(252), claimed=2**31 - 1), REFUSED),
        "png with a compressed text of 1 GiB": (lambda: flat_png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + zeros(1 << 30))), TAKEN | REFUSED),
        "png with 1000 texts of 8 MB": (lambda: flat_png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + zeros(7_900_000)) * 1000), TAKEN | REFUSED),
        "png with a profile of 1 GiB": (lambda: flat_png(9, 9, extra=chunk(b"iCCP", b"a\0\0" + zeros(1 << 30))), TAKEN | REFUSED),
        "png with a garbage profile": (lambda: flat_png(9, 9, extra=chunk(b"iCCP", b"a\0\0" + zlib.compress(b"garbage" * 999))), TAKEN | REFUSED),
        "png of 80 MP in 16 bits": (lambda: flat_png(8_944, 8_944, bits=16, channels=4), TAKEN | REFUSED),
        "png that is a strip": (lambda: flat_png(150, 533_333, bits=1, channels=1), TOO_LARGE),
        "png of the longest strip": (lambda: flat_png(150, 65_535), TAKEN),
        "png that is a line": (lambda: flat_png(9_000_000, 1), TOO_LARGE),
        "jpeg of 65500²": (lambda: jpeg_size(65_500, 65_500), TOO_LARGE),
        "jpeg of no rows": (lambda: jpeg_size(64, 0), REFUSED),
        "jpeg of more rows than it has": (lambda: jpeg_size(64, 8_000), REFUSED),
        "jpeg of no channels": (lambda: photo("tiny.jpg").replace(b"\xff\xc0\0\x11\x08\0\x30\0\x40\x03", b"\xff\xc0\0\x11\x08\0\x30\0\x40\0"), REFUSED),
        "jpeg of 2000 scans": (lambda: many_scans(2000), REFUSED),
        "jpeg whose exif is a loop": (exif_loop, TAKEN),
        "jpeg with 400 comments": (lambda: jpeg_with(0xFE, b"x" * 65_000, 400), TAKEN | REFUSED),
        "jpeg with a garbage profile": (lambda: jpeg_with(0xE2, b"ICC_PROFILE\0\1\1" + b"garbage" * 500), TAKEN | REFUSED),
        "jpeg with a profile that lies of its size": (lambda: jpeg_with(0xE2, b"ICC_PROFILE\0\1\1\xff\xff\xff\xff" + b"mntrRGB XYZ " * 20), TAKEN | REFUSED),
        "jpeg with parts of 255 profiles": (lambda: jpeg_with(0xE2, b"ICC_PROFILE\0\1\xff" + bytes(60_000), 255), TAKEN | REFUSED),
        "jpeg of garbage": (lambda: photo("coffee.jpg")[:700] + b"\x5a" * 50_000, REFUSED),
        "jpeg with a zip behind it": (lambda: photo("tiny.jpg") + b"PK\x03\x04" + bytes(1000), TAKEN),
        "gif of 10,000 frames": (lambda: gif(160, 120, 10_000), TAKEN),
        "gif of 65535²": (lambda: gif(9, 9, 1, (65_535, 65_535)), TOO_LARGE),
        "gif of 8900² around a dot": (lambda: gif(1, 1, 10_000, (8_900, 8_900)), TAKEN | REFUSED),
        "webp of 16383²": (lambda: webp_lossless(16_383, 16_383), TOO_LARGE),
        "webp of a canvas of 16383²": (lambda: webp_extended(16_383, 16_383), TOO_LARGE),
        "webp of a canvas that is not its picture's": (lambda: webp_extended(9, 9), TAKEN | REFUSED),
        "webp of nothing inside": (lambda: webp_lossless(8_000, 8_000), REFUSED),
        "avif of 65500²": (lambda: heif_size("coffee.avif", 65_500, 65_500), TOO_LARGE),
        "avif of another size than its picture's": (lambda: heif_size("coffee.avif", 8_000, 8_000), TAKEN | REFUSED),
        "heic of 65500²": (lambda: heif_size("coffee.heic", 65_500, 65_500), TOO_LARGE),
        "heic of 5000 boxes in one another": (deep_boxes, REFUSED),
    }
    return made
