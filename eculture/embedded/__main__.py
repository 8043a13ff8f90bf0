import sys

from eculture.embedded.launch import run

if __name__ == "__main__":
    sys.exit(run())
