"""The outlines of the départements as the drawing library wants them: rings of points in the map's pixels."""

import re

from networks.directory import maps

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def feature(code: str, properties: dict) -> dict:
    """A flat GeoJSON feature: one polygon for each ring of the SVG path, made of straight lines (« M… Z »)."""
    rings = [_ring(part) for part in maps.outline(code)["path"].split("Z") if part.strip()]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _ring(part: str) -> list[list[float]]:
    numbers = [float(one) for one in NUMBERS.findall(part)]
    points = [list(point) for point in zip(numbers[::2], numbers[1::2], strict=True)]
    return [*points, points[0]]


def place(code: str) -> tuple[float, float]:
    """Where a département's number is written."""
    outline = maps.outline(code)
    return outline["x"], outline["y"]
