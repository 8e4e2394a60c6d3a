"""Every photo of tests/photos through the running server, compared with the pixels that must come out."""
import io
import itertools

import numpy
import pytest
from PIL import Image, ImageCms
from support.api import PHOTOS, register


@pytest.fixture(scope="module")
def ana(server):
    return register(server.url)


@pytest.fixture(scope="module")
def uploaded(ana):
    cache = {}

    def upload(photo: str) -> dict[tuple[str, str], bytes]:
        if photo not in cache:
            [image] = ana.upload(photo)["images"]
            cache[photo] = image, {(r["name"], r["format"]): ana.send("GET", r["url"]).content for r in image["renditions"]}
        return cache[photo]
    return upload


def pixels(content: bytes, size=None) -> numpy.ndarray:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    return numpy.asarray(image.resize(size, Image.Resampling.BOX) if size else image, dtype=float)


def difference(left: bytes, right: bytes) -> float:
    """The mean of the absolute differences, at an eighth of the size: form and colour, not the codec's grain."""
    width, height = Image.open(io.BytesIO(left)).size
    size = (max(1, width // 8), max(1, height // 8))
    return float(numpy.abs(pixels(left, size) - pixels(right, size)).mean())


PHOTO_NAMES = sorted(str(p.relative_to(PHOTOS)) for p in PHOTOS.rglob("*") if p.suffix in (".jpg", ".png", ".gif", ".webp", ".avif", ".heic"))


@pytest.mark.parametrize("photo", PHOTO_NAMES)
def test_every_photo_has_its_eight_renditions_never_enlarged(uploaded, photo):
    image, renditions = uploaded(photo)
    assert len(renditions) == 8
    for rendition in image["renditions"]:
        decoded = Image.open(io.BytesIO(renditions[rendition["name"], rendition["format"]]))
        assert decoded.size == (rendition["width"], rendition["height"])
        assert decoded.format.lower() == rendition["format"]
        assert getattr(decoded, "n_frames", 1) == 1
        if rendition["name"] == "150":
            side = min(150, image["width"], image["height"])
            assert decoded.size == (side, side)
        else:
            assert decoded.size[0] == min(int(rendition["name"]), image["width"])
            assert abs(decoded.size[1] - max(1, decoded.size[0] * image["height"] / image["width"])) <= 1


@pytest.mark.parametrize("photo", PHOTO_NAMES)
def test_no_rendition_carries_metadata(uploaded, photo):
    for name, content in uploaded(photo)[1].items():
        for trace in (b"SECRET", b"GPS", b"Exif", b"http://ns.adobe.com", b"Photoshop", b"ICC_PROFILE", b"EXIF", b"XMP ", b"ICCP"):
            assert trace not in content, f"{trace} in {name}"
        decoded = Image.open(io.BytesIO(content))
        assert not decoded.getexif() and "icc_profile" not in decoded.info and "comment" not in decoded.info


@pytest.mark.parametrize("format", ["jpeg", "webp"])
@pytest.mark.parametrize("photo, like, tolerance", [
    *((f"orientation/coffee-{i}.jpg", "orientation/coffee-1.jpg", 3) for i in range(2, 9)),
    ("p3.jpg", "coffee.jpg", 3), ("cmyk.jpg", "chelsea.jpg", 9), ("cmyk-noprofile.jpg", "chelsea.jpg", 12),
    ("progressive.jpg", "hubble.jpg", 2), ("16bit.png", "coffee.jpg", 3), ("yuv444.jpg", "astronaut.jpg", 3), ("rocket.webp", "rocket.jpg", 4),
    ("coffee.avif", "coffee.jpg", 4), ("coffee.heic", "coffee.jpg", 4), ("gps.jpg", "rocket.jpg", 3),
])
def test_pictures_that_must_look_alike(uploaded, photo, like, tolerance, format):
    assert difference(uploaded(photo)[1]["640", format], uploaded(like)[1]["640", format]) < tolerance


def test_pictures_that_differ_are_told_apart(uploaded):
    assert difference(uploaded("coffee.jpg")[1]["640", "jpeg"], uploaded("chelsea.jpg")[1]["640", "jpeg"]) > 20


def expected(photo: str, size: tuple[int, int], with_profile: bool = True) -> bytes:
    """What Pillow makes of the original at `size`, in sRGB."""
    original = Image.open(PHOTOS / photo)
    if with_profile and "icc_profile" in original.info:
        original = ImageCms.profileToProfile(original, ImageCms.ImageCmsProfile(io.BytesIO(original.info["icc_profile"])), ImageCms.createProfile("sRGB"), outputMode="RGB")
    content = io.BytesIO()
    original.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("format", ["jpeg", "webp"])
@pytest.mark.parametrize("photo, original, with_profile", [
    *((photo, photo, True) for photo in ("coffee.jpg", "astronaut.jpg", "rocket.jpg", "chelsea.jpg", "hubble.jpg", "retina.jpg", "gray.jpg", "12mp.jpg")),
    ("16bit.png", "coffee.jpg", True), ("adobergb.jpg", "rocket.jpg", False),  # made of rocket's numbers, read as sRGB
])
def test_a_rendition_looks_as_its_original(uploaded, photo, original, with_profile, format):
    content = uploaded(photo)[1]["320", format]
    assert difference(content, expected(original, Image.open(io.BytesIO(content)).size, with_profile)) < 2.5


def test_the_red_of_a_wide_space_comes_out_as_red(uploaded):
    for rendition in itertools.product(["640"], ["jpeg", "webp"]):
        mean = pixels(uploaded("p3-srgb-red.png")[1][rendition]).mean(axis=(0, 1))
        assert abs(mean - [255, 0, 0]).max() <= 4, mean


def test_transparency_lies_on_white_in_jpeg(uploaded):
    corner = pixels(uploaded("alpha.png")[1]["640", "jpeg"])[:8, :8]
    assert corner.min() > 250
    assert Image.open(io.BytesIO(uploaded("alpha.png")[1]["640", "webp"])).mode == "RGBA"
