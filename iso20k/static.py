"""Static files by content, and by their plain name until they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Without `collectstatic` a page still shows, with files that a browser asks for anew each time.

    `./run` collects on every start; whoever puts the program behind a server of their own may forget it once.
    """

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:  # Django's word for a file that is not in STATIC_ROOT
            return name
