"""`python -m mdm` is `mdm`."""

from mdm.cli import main

if __name__ == "__main__":
    main()
