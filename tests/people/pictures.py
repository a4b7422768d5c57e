"""Pictures as cameras, screens and attackers make them."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

ORIENTATION = 0x0112
GPS = 0x8825


def drawing(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new(mode, (width, height), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height), fill="red")
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 640, height: int = 480) -> bytes:
    return encoded(drawing(width, height))


def jpeg_with_position(*, turned: int = 1) -> bytes:
    """As a phone writes it: where it was taken, by which device, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = turned
    exif[0x010F] = "Sample Camera"
    exif[GPS] = {1: "N", 2: (60.0, 10.0, 11.0), 3: "E", 4: (24.0, 56.0, 18.0)}
    return encoded(drawing(), exif=exif)


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(drawing()).save(out, format="HEIF")
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A few bytes that claim to be an enormous picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def noise(width: int, height: int) -> Image.Image:
    """A picture that does not compress, as a dark street does not."""
    return Image.effect_noise((width, height), 90).convert("RGB")
