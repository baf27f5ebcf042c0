"""``python -m notesik.cli``: the command line without its script."""

from notesik.cli.main import app

if __name__ == "__main__":
    app(prog_name="notesik")
