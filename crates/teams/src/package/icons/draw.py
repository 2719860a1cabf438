"""Draws the two icons of the app package: a window with one lit pane: somebody is there. `python3 draw.py`"""

import struct
import zlib

OVERSAMPLING = 4
BLUE, DEEP, YELLOW, WHITE = (79, 107, 237), (55, 78, 190), (255, 209, 92), (255, 255, 255)


def inside_round(x, y, left, top, right, bottom, radius):
    """Whether a point lies in a rectangle with round corners."""
    if not (left <= x <= right and top <= y <= bottom):
        return False
    dx = max(left + radius - x, x - (right - radius), 0)
    dy = max(top + radius - y, y - (bottom - radius), 0)
    return dx * dx + dy * dy <= radius * radius


def window(x, y, frame, bar):
    """Whether a point lies on a window of four panes: its frame, the bars between the panes, the sill."""
    if inside_round(x, y, 0.08, 0.80, 0.92, 0.80 + bar * 1.4, 0.03):
        return True
    if not inside_round(x, y, 0.18, 0.10, 0.82, 0.84, 0.07):
        return False
    pane = 0.18 + frame <= x <= 0.82 - frame and 0.10 + frame <= y <= 0.80
    bars = abs(x - 0.5) <= bar / 2 or abs(y - 0.46) <= bar / 2
    return not pane or bars


def color(x, y):
    """Colour of a point of the full icon, coordinates 0 to 1."""
    x, y = 0.5 + (x - 0.5) / 0.76, 0.5 + (y - 0.5) / 0.76
    if window(x, y, 0.07, 0.06):
        return WHITE
    inside = inside_round(x, y, 0.20, 0.12, 0.80, 0.82, 0.05)
    lit = inside and x > 0.5 and y > 0.46
    return YELLOW if lit else DEEP if inside else BLUE


def outline(x, y):
    """Whether a point of the outline icon is white."""
    return window(x, y, 0.08, 0.07)


def draw(size, sample):
    """Pixels of a square picture; `sample` gives red, green, blue, alpha of a point."""
    rows = []
    for row in range(size):
        line = bytearray([0])
        for column in range(size):
            total = [0, 0, 0, 0]
            for i in range(OVERSAMPLING):
                for j in range(OVERSAMPLING):
                    x = (column + (i + 0.5) / OVERSAMPLING) / size
                    y = (row + (j + 0.5) / OVERSAMPLING) / size
                    total = [a + b for a, b in zip(total, sample(x, y))]
            line += bytes(round(value / OVERSAMPLING**2) for value in total)
        rows.append(bytes(line))
    return b"".join(rows)


def write(name, size, sample):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    pixels = zlib.compress(draw(size, sample), 9)
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


write("color.png", 192, lambda x, y: (*color(x, y), 255))
write("outline.png", 32, lambda x, y: (*WHITE, 255 if outline(x, y) else 0))
