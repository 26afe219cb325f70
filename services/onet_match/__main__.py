"""The matcher's process: `python -m services.onet_match [serve | build | import SOURCE | push | info]`."""

from __future__ import annotations

import argparse
import sys

from services.onet_match import commands
from services.onet_match.settings import OnetMatchSettings
from services.onet_match.wiring import NAME, listening, serve_matcher
from services.shared.errors import MetierError
from services.shared.runtime import serve, telemetry

__all__ = ["listening", "main"]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.onet_match", description=__doc__)
    words = parser.add_subparsers(dest="word")
    words.add_parser("serve", help="serve until a signal; what is done without a word")
    words.add_parser("build", help="build the default index where there is none")
    importing = words.add_parser("import", help="build the index of an official O*NET text release and serve it")
    importing.add_argument("source", help="folder, zip file or address of a zip file")
    importing.add_argument("--version", default="", help="name of the release where it does not tell it")
    words.add_parser("push", help="fill the Pinecone index with the served build")
    words.add_parser("info", help="describe the served build as JSON")
    return parser.parse_args()


def main() -> int:
    """Do what the first argument says."""
    asked = _arguments()
    settings = OnetMatchSettings()
    telemetry.start(NAME, settings)
    if asked.word in (None, "serve"):
        serve.run(serve_matcher(settings))
        return 0
    words = {
        "build": lambda: commands.build(settings),
        "import": lambda: commands.import_release(settings, asked.source, asked.version),
        "push": lambda: commands.push(settings),
        "info": lambda: commands.info(settings),
    }
    try:
        sys.stdout.write(f"{words[asked.word]()}\n")
    except MetierError as error:
        sys.stderr.write(f"{error.message} ({error.reason})\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
