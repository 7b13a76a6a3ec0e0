"""Fields of forms that Django does not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class FilesWidget(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once. Empty ones pass here, so that the refusal can name each of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesWidget(), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each is not None]
        if not given:
            super().clean(None, initial)
        return given
