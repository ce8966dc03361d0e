"""`python -m convrules`."""

from convrules.cli.main import main

if __name__ == "__main__":
    main()
