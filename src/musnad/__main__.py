"""``python -m musnad``: the same as the command ``musnad``."""

from musnad.show.cli import main

if __name__ == "__main__":
    main()
