"""The process that draws, with titles that stop it as the library would; as a Celery application, its worker."""

import os
import signal
import sys
import time

from observatory.drawings import draw, drawing_process

soundly = draw.draw


def drawn(spec: dict) -> str:
    match spec["title"]:
        case "Poison":
            os.abort()
        case "Lenteur" if signal.alarm(1):  # its time was counted: let it be over soon
            time.sleep(60)
        case "Secrets":
            return " ".join(os.environ)
        case "Bavardage":
            print('"<svg>une autre réponse</svg>"')
    return soundly(spec)


if __name__ == "__main__":
    draw.draw = drawn
    drawing_process.main()
else:
    from centre.celery import app

    drawing_process.COMMAND = [sys.executable, "-m", __name__]
    __all__ = ["app"]
