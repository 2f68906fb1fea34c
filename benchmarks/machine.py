"""What the figures were measured on, and why the run starts (French: people read it)."""

import os
import platform


def cite() -> None:
    print("Mesures entrelacées : quelques minutes. Fermez ce qui travaille à côté.", flush=True)


def description() -> dict:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "load_at_start": load and round(load, 2),
    }
